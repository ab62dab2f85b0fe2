// The arguments of tally.commit() for some records, in PostgreSQL's binary form.
#pragma once

#include "core/postgres/binary.h"
#include "core/store/event_store.h"

namespace tally::postgres {

// sql/functions/commit.sql says what each is.
class PackedCommit {
 public:
  // `invalid` for a header that this software cannot read.
  static Result<PackedCommit> of(std::span<const NewRecord> records);

  void call(pqxx::transaction_base& transaction, const CommitMark& base,
            const CommitMark& mark) const;

 private:
  explicit PackedCommit(std::size_t count);

  Bytes packed_;
  BinaryArray starts_;
  BinaryArray header_sizes_;
  BinaryArray body_sizes_;
  BinaryArray stream_sizes_;
  BinaryArray type_sizes_;
  BinaryArray ids_;
  BinaryArray revisions_;
  BinaryArray recorded_;
};

}  // namespace tally::postgres
