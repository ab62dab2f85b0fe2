// version and limits: one answer each.
#include <fmt/format.h>

#include "core/merkle/checkpoint.h"
#include "tools/cli/verb.h"
#include "tools/cli/version.h"

namespace tally::cli {
namespace {

class VersionVerb final : public Verb {
 public:
  std::string_view name() const override { return "version"; }
  Label summary() const override { return {"显示版本", "show the version"}; }
  std::string_view example() const override { return "  tally version"; }
  void declare(CLI::App&) override {}
  int run(const Context& context) override {
    if (context.format == Format::table) {
      print_line(fmt::format("tally {} (record version {}, suite {})", kVersion, kRecordVersion,
                             kSuiteSha256Ed25519));
      return kOk;
    }
    Json json;
    json.set("version", kVersion).set("record_version", std::int64_t{kRecordVersion});
    print_line(to_json_text(json.set("suite", std::int64_t{kSuiteSha256Ed25519})));
    return kOk;
  }
};

Json limits_json(const protocol::Limits& limits) {
  Json json;
  json.set("frame_body_bytes_max", limits.frame_body_bytes_max);
  json.set("header_bytes_max", limits.header_bytes_max);
  json.set("payload_bytes_max", limits.payload_bytes_max);
  json.set("batch_events_max", limits.batch_events_max);
  json.set("batch_bytes_max", limits.batch_bytes_max);
  json.set("commit_events_max", limits.commit_events_max);
  json.set("commit_bytes_max", limits.commit_bytes_max);
  json.set("stream_name_bytes_max", limits.stream_name_bytes_max);
  json.set("queue_batches_max", limits.queue_batches_max);
  json.set("queue_bytes_max", limits.queue_bytes_max);
  json.set("connections_max", limits.connections_max);
  json.set("subscriptions_max", limits.subscriptions_max);
  json.set("in_flight_max", limits.in_flight_max);
  json.set("read_records_max", limits.read_records_max);
  json.set("read_bytes_max", limits.read_bytes_max);
  json.set("credit_max", limits.credit_max);
  json.set("hello_ms", limits.hello_ms);
  json.set("frame_ms", limits.frame_ms);
  json.set("idle_ms", limits.idle_ms);
  json.set("write_ms", limits.write_ms);
  return json.set("heartbeat_ms", limits.heartbeat_ms);
}

class LimitsVerb final : public Verb {
 public:
  std::string_view name() const override { return "limits"; }
  Label summary() const override { return {"显示各项限额", "show every limit of the server"}; }
  std::string_view example() const override { return "  tally limits --server 127.0.0.1:6962"; }
  void declare(CLI::App&) override {}
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto limits, source.limits());
      const Json json = limits_json(limits);
      if (context.format == Format::json || context.format == Format::jsonl) {
        print_line(to_json_text(json));
        return kOk;
      }
      Table table({{std::string(context.say("限额", "limit")), false},
                   {std::string(context.say("值", "value")), true}});
      for (const auto& [name, value] : *json.object()) table.add({name, to_json_text(value)});
      print(context.format == Format::csv ? table.csv() : table.text());
      return kOk;
    });
  }
};

}  // namespace

std::unique_ptr<Verb> version_verb() { return std::make_unique<VersionVerb>(); }
std::unique_ptr<Verb> limits_verb() { return std::make_unique<LimitsVerb>(); }

}  // namespace tally::cli
