/* The way of an event: append, number, commit, acknowledge, follow; with crashes, failed writes and
 * failed syncs. MODEL.md says what is modelled, what is not, and what is checked.
 *
 * Each -D switch below (MUTANT_…) builds in one mistake; the check must find it. */

#define IDS 3   /* Event ids 1 … IDS; a commit takes up to 2 events. */
#define SLOTS 4 /* Room in the log: one more than a sound ledger needs, for a mutant's twin. */
#ifndef SENDS
#define SENDS 5 /* Requests in all: first ones, retries, late duplicates. */
#endif
#ifndef FAULTS
#define FAULTS 4 /* In all: crashes, failed writes and syncs, refusals, deaths; in any order. */
#endif

/* ---- The disk ----------------------------------------------------------------------------------
 * Sector s of `event` holds the record in slot s, sector s of `mark` the mark behind it, if a commit
 * ends there; 0 is a sector of zeros. A record carries its id, the slot in which its commit starts,
 * and its number: its position. Reads show the cache. A crash leaves of each dirty sector the old or
 * the new bytes. A sync that fails has written some; the others are clean from then on and read as
 * wished, and no later sync writes them. */
typedef Sector {
  byte cached;
  byte durable;
  bool dirty;
};
Sector event[SLOTS];
Sector mark[SLOTS];
Sector head; /* The published durable size: written in place, never synced. */

#define RECORD(id, start, number) ((id) | ((start) << 2) | ((number) << 4))
#define ID(record) ((record) & 3)
#define START(record) (((record) >> 2) & 3)
#define NUMBER(record) ((record) >> 4)
#define MARK(start) (1 + (start))

inline put(sector, value) {
  sector.cached = value;
  sector.dirty = (sector.cached != sector.durable)
}
/* What becomes of one sector; each within an atomic sequence. */
inline put_or_not(sector, value) {
  if
  :: put(sector, value)
  :: skip
  fi
}
inline settle(sector, written) {
  if
  :: sector.dirty -> if
     :: sector.durable = sector.cached
     :: !written -> skip
     fi
  :: else
  fi;
  sector.dirty = false
}
inline lose(sector) {
  settle(sector, false);
  sector.cached = sector.durable
}
/* A clean page may leave the cache at any time; what the disk holds is then read. */
inline evict(sector) {
  if
  :: !sector.dirty && sector.cached != sector.durable -> if
     :: sector.cached = sector.durable
     :: skip
     fi
  :: else
  fi
}

/* ---- What somebody relies on. No part of the ledger; only compared with it. --------------------- */
byte receipt[IDS + 1]; /* Position + 1 under which the id was acknowledged; 0 = never. */
byte seen[SLOTS];      /* What the follower's application has worked on at that position. */
byte scanned_to;       /* Stored durably by the follower. */

/* ---- The ledger's memory ------------------------------------------------------------------------ */
chan queue = [2] of { byte };
byte index[IDS + 1];  /* Position + 1 of each recorded id. */
byte size;            /* Durable. */
byte written;         /* As far as bytes have been handed to the disk. */
byte number;          /* Of the next event. */
byte drafted[2];      /* The commit in the making: ids. */
byte drafts;
byte waiting[2];      /* The requests that wait for its outcome. */
byte waiters;
byte last_start;      /* Of the last accepted commit. */
bool damaged;
bool done;            /* Whether the last write or sync succeeded. */

bool down; /* The process has died; its next step is to begin again. */
byte faults;
byte i; /* Of the loops in atomic sequences; 0 between them. */

/* ---- Properties --------------------------------------------------------------------------------- */

/* Whenever the ledger can be asked: after an open and after each commit. */
inline check_promises() {
  i = 0;
  do
  :: i < SLOTS ->
     /* Positions are gapless, and no id stands twice. */
     if
     :: i < size -> assert(event[i].cached != 0 && NUMBER(event[i].cached) == i);
                    assert(index[ID(event[i].cached)] == i + 1)
     :: else
     fi;
     /* What a follower has seen is there, as it was. */
     assert(seen[i] == 0 || (i < size && ID(event[i].cached) == seen[i]));
     i++
  :: else -> break
  od;
  i = 1;
  do
  :: i <= IDS ->
     /* What was acknowledged is there, where the receipt says. */
     assert(receipt[i] == 0 ||
            (receipt[i] <= size && ID(event[receipt[i] - 1].cached) == i));
     i++
  :: else -> break
  od;
  i = 0
}

inline acknowledge(id) {
  assert(index[id] != 0);
  /* A retry gets the original receipt. */
  assert(receipt[id] == 0 || receipt[id] == index[id]);
  receipt[id] = index[id]
}

/* ---- Opening ------------------------------------------------------------------------------------ */

#define COMMIT_OF_1(s) (event[s].cached != 0 && START(event[s].cached) == s && \
                        mark[s].cached == MARK(s))
#define COMMIT_OF_2(s) (event[s].cached != 0 && START(event[s].cached) == s && \
                        mark[s].cached == 0 && event[s + 1].cached != 0 && \
                        START(event[s + 1].cached) == s && mark[s + 1].cached == MARK(s))

inline take_in(id) {
  index[id] = size + 1; /* A mutant's twin hides the first; check_promises sees it. */
  size++
}

/* Accepts whole commits. What stands behind must be pieces of one torn commit, else it is damage. */
inline scan() {
  d_step {
    size = 0;
    last_start = 0;
    damaged = false;
    i = 1;
    do
    :: i <= IDS -> index[i] = 0; i++
    :: else -> break
    od;
    do
    :: size < SLOTS && COMMIT_OF_1(size) ->
       last_start = size;
       take_in(ID(event[size].cached))
    :: size + 1 < SLOTS && COMMIT_OF_2(size) ->
       last_start = size;
       take_in(ID(event[size].cached));
       take_in(ID(event[size].cached))
    :: else -> break
    od;
    i = size;
    do
    :: i < SLOTS ->
       damaged = damaged || (event[i].cached != 0 && START(event[i].cached) != size) ||
                 (mark[i].cached != 0 && mark[i].cached != MARK(size));
       i++
    :: else -> break
    od;
    written = size;
    number = size;
    i = 0
  }
}

/* Writes the last accepted commit again, and zeros over everything behind it. */
inline repair() {
  d_step {
    i = last_start;
    do
    :: i < size ->
#ifndef MUTANT_NO_REWRITE
       put(event[i], event[i].cached);
       put(mark[i], mark[i].cached);
#endif
       i++
    :: i >= size && i < SLOTS ->
#ifndef MUTANT_NO_ZEROS
       put(event[i], 0);
       put(mark[i], 0);
#endif
       i++
    :: else -> break
    od;
    i = 0
  }
}

inline sync_with(succeeds) {
  i = 0;
  do
  :: i < SLOTS -> settle(event[i], succeeds); settle(mark[i], succeeds); i++
  :: else -> break
  od;
  i = 0;
  done = succeeds
}
inline sync() {
  atomic {
    if
    :: sync_with(true)
    :: faults < FAULTS -> faults++; sync_with(false)
    fi
  }
}

inline open() {
  atomic {
    i = 0;
    do
    :: i < SLOTS -> evict(event[i]); evict(mark[i]); i++
    :: else -> break
    od;
    i = 0;
    scan();
    /* A ledger that suffered only crashes and failing syncs is never refused. */
    assert(!damaged && size >= head.cached)
  };
  repair();
  sync();
  if
  :: done -> atomic {
       head.cached = size; /* A new file, synced and renamed. */
       head.durable = size;
       head.dirty = false;
       check_promises()
     }
  :: else /* Not opened; somebody tries again. */
  fi
}

/* ---- Committing --------------------------------------------------------------------------------- */

#define IN_DRAFT(id) ((drafts > 0 && drafted[0] == (id)) || (drafts > 1 && drafted[1] == (id)))
#ifdef MUTANT_NO_ID_CHECK
#define RECORDED(id) false
#else
#define RECORDED(id) (index[id] != 0)
#endif

/* Takes what waits. An id that is recorded, or drafted just now, waits for the outcome and no more.
 * The others get their numbers. */
inline draft() {
  d_step {
    do
    :: waiters < 2 && len(queue) > 0 ->
       queue ? waiting[waiters];
       if
       :: RECORDED(waiting[waiters]) || IN_DRAFT(waiting[waiters])
       :: else ->
          drafted[drafts] = waiting[waiters];
          drafts++;
          number++
       fi;
       waiters++
    :: else -> break
    od
  }
}

inline forget_draft() {
  drafted[0] = 0; drafted[1] = 0; drafts = 0;
  waiting[0] = 0; waiting[1] = 0; waiters = 0
}
/* The commit came to nothing, and the ledger goes on. */
inline roll_back() {
  d_step {
#ifdef MUTANT_ID_KEPT
    index[drafted[0]] = size + 1;
#endif
#ifndef MUTANT_NUMBER_KEPT
    number = size;
#endif
    forget_draft()
  }
}

#define FIRST_RECORD RECORD(drafted[0], size, number - drafts)
#define SECOND_RECORD RECORD(drafted[1], size, number - 1)

/* Records and mark in one write. Of one that fails any part may have been made. */
inline write() {
  atomic {
    if
    :: put(event[size], FIRST_RECORD);
       if
       :: drafts == 2 -> put(event[size + 1], SECOND_RECORD)
       :: else
       fi;
       put(mark[size + drafts - 1], MARK(size));
       done = true
    :: faults < FAULTS ->
       faults++;
       put_or_not(event[size], FIRST_RECORD);
       if
       :: drafts == 2 -> put_or_not(event[size + 1], SECOND_RECORD)
       :: else
       fi;
       put_or_not(mark[size + drafts - 1], MARK(size));
       done = false
    fi;
    written = size + drafts
  }
}

inline adopt() {
  take_in(drafted[0]);
  if
  :: drafts == 2 -> take_in(drafted[1])
  :: else
  fi
}

inline answer() {
  d_step {
    acknowledge(waiting[0]);
    if
    :: waiters == 2 -> acknowledge(waiting[1])
    :: else
    fi;
    forget_draft()
  }
}

/* One commit. `done` is false when nothing more may be written before the log is opened again;
 * those who wait for it are then told `in_doubt`. */
inline commit() {
  write();
#ifdef MUTANT_ACK_BEFORE_SYNC
  d_step { adopt() };
  answer();
#endif
  if
  :: done ->
     sync();
#ifdef MUTANT_SYNC_AGAIN
     if
     :: !done -> sync()
     :: else
     fi
#endif
  :: else
  fi;
#ifndef MUTANT_ACK_BEFORE_SYNC
  if
  :: done ->
     d_step { adopt(); put(head, size); check_promises() };
     answer()
  :: else -> d_step { forget_draft() }
  fi
#endif
}

inline answer_all_waiting() {
  draft();
  if
  :: drafts == 0 -> answer() /* Retries only: nothing to write. */
  :: drafts > 0 && size + drafts > SLOTS -> roll_back() /* A mutant's log is full. */
  :: atomic { drafts > 0 && faults < FAULTS -> faults++ }; roll_back() /* The disk is. */
  :: drafts > 0 && size + drafts <= SLOTS -> commit()
  fi
}

/* Memory, queue and unanswered requests are gone. */
inline forget() {
  d_step {
    down = false;
    do
    :: len(queue) > 0 -> queue ? i
    :: else -> break
    od;
    i = 1;
    do
    :: i <= IDS -> index[i] = 0; i++
    :: else -> break
    od;
    size = 0; written = 0; number = 0; last_start = 0; done = false; i = 0;
    forget_draft()
  }
}

active proctype ledger() {
end_waiting:
  do
  :: {
       open();
end_serving:
       do
       :: done && len(queue) > 0 -> answer_all_waiting()
       :: !done -> break
       od
     } unless { down -> forget() }
  od
}

/* ---- Around it ---------------------------------------------------------------------------------- */

/* Any client may send any id, again and before or after an answer. A full queue is `overloaded`: as
 * though nothing had been sent. Ids are alike, so each is first sent after the one before. */
active proctype clients() {
  byte sent, known, id;
end_waiting:
  do
  :: atomic {
       sent < SENDS && len(queue) < 2 ->
       select(id : 1 .. IDS);
       if
       :: id <= known + 1 ->
          queue ! id;
          sent++;
          known = (id > known -> id : known)
       :: else
       fi;
       id = 0
     }
  od
}

#ifdef MUTANT_FOLLOWER_READS_WRITTEN
#define FOLLOWED written
#else
#define FOLLOWED head.cached
#endif

/* Works on each event, then stores that it has. It may die between the two. */
active proctype follower() {
  byte at;
end_waiting:
  do
  :: at < FOLLOWED ->
#ifdef MUTANT_STORED_BEFORE_WORK
     scanned_to = at + 1;
#endif
     if
     :: atomic {
          at < FOLLOWED ->
          assert(event[at].cached != 0);
          assert(at == 0 || seen[at - 1] != 0); /* Nothing is skipped. */
          assert(seen[at] == 0 || seen[at] == ID(event[at].cached));
          seen[at] = ID(event[at].cached);
          at++
        };
        scanned_to = at
     :: atomic { faults < FAULTS -> faults++; at = scanned_to }
     fi
  :: atomic { faults < FAULTS -> faults++; at = scanned_to }
  od
}

active proctype fate() {
end_waiting:
  do
  :: atomic { faults < FAULTS && !down -> faults++; down = true }
  :: atomic {
       faults < FAULTS && !down ->
       faults++;
       do
       :: i < SLOTS -> lose(event[i]); lose(mark[i]); i++
       :: else -> break
       od;
       i = 0;
       lose(head);
       down = true
     }
  od
}
