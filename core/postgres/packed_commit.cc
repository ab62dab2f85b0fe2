#include "core/postgres/packed_commit.h"

#include "core/postgres/session.h"

namespace tally::postgres {
namespace {

std::int32_t int4(std::size_t value) { return static_cast<std::int32_t>(value); }

}  // namespace

PackedCommit::PackedCommit(std::size_t count)
    : starts_(kInt4, count),
      header_sizes_(kInt4, count),
      body_sizes_(kInt4, count),
      stream_sizes_(kInt4, count),
      type_sizes_(kInt4, count),
      ids_(kUuid, count),
      revisions_(kInt8, count),
      recorded_(kTimestamptz, count) {}

Result<PackedCommit> PackedCommit::of(std::span<const NewRecord> records) {
  PackedCommit packed(records.size());
  std::size_t bytes = 0;
  for (const auto& record : records) bytes += record.header.size() + record.body.size();
  packed.packed_.reserve(bytes);
  for (const auto& record : records) {
    TALLY_ASSIGN(const auto header, decode_header(record.header));
    packed.starts_.push(int4(packed.packed_.size()));
    packed.header_sizes_.push(int4(record.header.size()));
    packed.body_sizes_.push(record.body.empty() ? std::int32_t{-1} : int4(record.body.size()));
    packed.stream_sizes_.push(int4(header.stream.size()));
    packed.type_sizes_.push(int4(header.type.size()));
    packed.ids_.push_bytes(header.id.view());
    packed.revisions_.push(static_cast<std::int64_t>(header.ledger.revision.value));
    packed.recorded_.push(header.ledger.recorded_at.us - kPostgresEpoch_us);
    append(packed.packed_, record.header);
    append(packed.packed_, record.body);
  }
  return packed;
}

void PackedCommit::call(pqxx::transaction_base& transaction, const CommitMark& base,
                        const CommitMark& mark) const {
  transaction.exec_prepared(kCommit, base.size.value, binary_parameter(base.root.view()),
                            binary_parameter(mark.root.view()), binary_parameter(packed_),
                            starts_.parameter(), header_sizes_.parameter(), body_sizes_.parameter(),
                            stream_sizes_.parameter(), type_sizes_.parameter(), ids_.parameter(),
                            revisions_.parameter(), recorded_.parameter());
}

}  // namespace tally::postgres
