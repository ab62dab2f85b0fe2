"""What a ledger has stored, held against the receipts that it gave: nothing acknowledged is lost,
nothing is there twice, and every root that was acknowledged is the root of the first events. The tree
is computed here anew, from RFC 6962 alone."""

import hashlib

from harness import check, equal


class Roots:
    """Roots of a growing tree (RFC 6962): the complete subtrees, largest first."""

    def __init__(self):
        self.edge = []  # (leaves, hash)
        self.size = 0

    def add(self, leaf):
        node = (1, leaf)
        while self.edge and self.edge[-1][0] == node[0]:
            left = self.edge.pop()
            node = (2 * node[0], hashlib.sha256(b"\x01" + left[1] + node[1]).digest())
        self.edge.append(node)
        self.size += 1

    def root(self):
        if not self.edge:
            return hashlib.sha256(b"").digest()
        root = self.edge[-1][1]
        for _, left in reversed(self.edge[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root


FIELDS = ("position", "revision", "recorded_at", "leaf_hash")


def facts_of(event):
    return tuple(event[field] for field in FIELDS)


class StoredLedger:
    def __init__(self):
        self.by_id = {}
        self.roots = Roots()
        self.receipts = {}   # id -> facts
        self.claimed = {}    # size -> root

    @property
    def size(self):
        return self.roots.size

    def take_receipts(self, receipts):
        for receipt in receipts:
            known = self.receipts.setdefault(receipt["id"], facts_of(receipt))
            equal(facts_of(receipt), known, f"a second receipt of {receipt['id']}")
            root = self.claimed.setdefault(receipt["size"], receipt["root"])
            equal(receipt["root"], root, f"a second root of size {receipt['size']}")

    def take_events(self, events):
        """The events behind those taken so far, in order."""
        for event in events:
            equal(event["position"], self.size, "positions without gap")
            check(event["id"] not in self.by_id, f"id {event['id']} stands twice")
            self.by_id[event["id"]] = facts_of(event)
            self.roots.add(bytes.fromhex(event["leaf_hash"]))
            claimed = self.claimed.get(self.size)
            if claimed is not None:
                equal(self.roots.root().hex(), claimed, f"the root of size {self.size}")

    def compare(self):
        """All receipts, with the events read after they had been given."""
        for identity, facts in self.receipts.items():
            stored = self.by_id.get(identity)
            check(stored is not None, f"acknowledged event {identity} at {facts[0]} is lost")
            equal(stored, facts, f"what is stored of {identity}")
        beyond = [size for size in self.claimed if size > self.size]
        check(not beyond, f"a root was acknowledged for size {beyond[:1]}, and {self.size} are stored")
