#include "server/read_page.h"

#include <algorithm>

namespace tally::server {
namespace {

using protocol::ReadReply;
using protocol::ReadReplyWriter;
using protocol::ReadRequest;
using protocol::Selection;

// Where the records of a page go: into a reply of their own, or straight into its bytes.
class Owned {
 public:
  using Reply = ReadReply;
  void expect(std::span<const StoredRecord>) {}
  void add(const StoredRecord& record, std::vector<Flag> flags) {
    reply_.records.push_back({record.position, record.erased, to_owned(record.header),
                              to_owned(record.body), std::move(flags)});
  }
  std::size_t count() const { return reply_.records.size(); }
  Reply finish(std::optional<std::uint64_t> next, TreeSize head) {
    reply_.next = next;
    reply_.head = head;
    return std::move(reply_);
  }

 private:
  ReadReply reply_;
};

class Encoded : public ReadReplyWriter {
 public:
  using Reply = Bytes;
};

// Reads on until a limit, the bound of the request or the end of the log is met.
template <class Records>
class Page {
 public:
  Page(const Ledger& ledger, const ReadRequest& request, const PageLimits& limits, bool by_revision)
      : ledger_(ledger),
        request_(request),
        limits_(limits),
        by_revision_(by_revision),
        filtered_(!request.selection.types.empty() ||
                  (request.selection.scope != Selection::Scope::all && !by_revision)),
        at_(request.from),
        head_(ledger.store().last_commit().size) {}

  Result<typename Records::Reply> read() {
    while (!done_) {
      TALLY_ASSIGN(const auto page, read_store());
      if (!filtered_) records_.expect(page.records);
      for (const auto& record : page.records) {
        TALLY_TRY(take(record));
        if (done_) break;
      }
      if (page.end || page.records.empty()) break;
    }
    return records_.finish(next_, head_);
  }

 private:
  Result<RecordPage> read_store() const {
    ReadLimits limits;
    limits.bytes_max = limits_.bytes_max;
    // One more than asked for tells whether there is a next page.
    if (!filtered_) limits.records_max = limits_.records_max + std::size_t{1} - records_.count();
    if (by_revision_) {
      return ledger_.store().read_stream(request_.selection.name, Revision{at_}, request_.direction,
                                         limits);
    }
    return ledger_.store().read(Position{at_}, request_.direction, limits);
  }

  bool matches(const HeaderView& header) const {
    const auto& selection = request_.selection;
    if (selection.scope == Selection::Scope::stream && header.stream != selection.name)
      return false;
    if (selection.scope == Selection::Scope::category &&
        stream_category(header.stream) != selection.name) {
      return false;
    }
    return selection.types.empty() || std::find(selection.types.begin(), selection.types.end(),
                                                header.type) != selection.types.end();
  }

  bool beyond_bound(std::uint64_t index) const {
    if (!request_.to) return false;
    return request_.direction == Direction::forward ? index > *request_.to : index < *request_.to;
  }

  Result<void> take(const StoredRecord& record) {
    std::uint64_t index = record.position.value;
    bool match = true;
    if (filtered_ || by_revision_) {
      TALLY_ASSIGN(const auto header, decode_header(record.header));
      if (by_revision_) index = header.ledger.revision.value;
      match = matches(header);
    }
    if (beyond_bound(index)) {
      done_ = true;
      return {};
    }
    if (records_.count() >= limits_.records_max || bytes_ >= limits_.bytes_max ||
        scanned_ >= limits_.scanned_max) {
      next_ = index;
      done_ = true;
      return {};
    }
    ++scanned_;
    if (match) add(record);
    if (request_.direction == Direction::backward && index == 0) {
      done_ = true;
    } else {
      at_ = request_.direction == Direction::forward ? index + 1 : index - 1;
    }
    return {};
  }

  void add(const StoredRecord& record) {
    std::vector<Flag> flags;
    if (request_.with_flags) flags = ledger_.flags(record.position);
    bytes_ += record.header.size() + record.body.size();
    records_.add(record, std::move(flags));
  }

  const Ledger& ledger_;
  const ReadRequest& request_;
  const PageLimits& limits_;
  const bool by_revision_;
  const bool filtered_;
  std::uint64_t at_;  // Position or revision to read next.
  std::uint64_t scanned_ = 0;
  std::size_t bytes_ = 0;
  bool done_ = false;
  const TreeSize head_;
  std::optional<std::uint64_t> next_;
  Records records_;
};

bool by_revision(const ReadRequest& request) {
  return request.selection.scope == Selection::Scope::stream;
}

}  // namespace

Result<ReadReply> read_page(const Ledger& ledger, const ReadRequest& request,
                            const PageLimits& limits) {
  return Page<Owned>(ledger, request, limits, by_revision(request)).read();
}

Result<Bytes> encoded_page(const Ledger& ledger, const ReadRequest& request,
                           const PageLimits& limits) {
  return Page<Encoded>(ledger, request, limits, by_revision(request)).read();
}

Result<ReadReply> scan_page(const Ledger& ledger, const ReadRequest& request,
                            const PageLimits& limits) {
  return Page<Owned>(ledger, request, limits, false).read();
}

}  // namespace tally::server
