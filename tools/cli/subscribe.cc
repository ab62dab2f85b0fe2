#include <cstdio>

#include "core/base/file.h"
#include "server/client/client.h"
#include "tools/cli/event_json.h"
#include "tools/cli/selection.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class SubscribeVerb final : public Verb {
 public:
  std::string_view name() const override { return "subscribe"; }
  Label summary() const override {
    return {"订阅事件：先补齐，再跟随", "follow events: catch up, then live"};
  }
  std::string_view example() const override {
    return "  tally subscribe --category project --from 0 --format jsonl";
  }
  void declare(CLI::App& app) override {
    selection_.declare(app);
    app.add_option("--from", from_, "first position")->capture_default_str();
    app.add_option("--count", count_, "stop after this many events");
    app.add_flag("--heartbeats", heartbeats_, "print {\"scanned_to\",\"head\"} lines as well");
    app.add_option("--resume", resume_, "file that keeps the subscription's place between runs");
  }
  int run(const Context& context) override {
    return with_source(context, context.server_source(), [&](Source& source) -> Result<int> {
      TALLY_TRY(follow(context, *source.client()));
      return kOk;
    });
  }

 private:
  Result<void> follow(const Context& context, Client& client) {
    protocol::SubscribeRequest request;
    request.selection = selection_.selection();
    request.with_flags = true;
    request.credit = 1024;
    request.from = Position{from_};
    TALLY_TRY(read_place(request.from));
    std::uint64_t left = count_.value_or(UINT64_MAX);
    Result<void> done;
    TALLY_TRY(client.follow(request, [&](const SubscriptionItem& item) {
      done = take(context, item);
      if (item.record) --left;
      return done.ok() && left > 0;
    }));
    return done;
  }

  Result<void> take(const Context& context, const SubscriptionItem& item) {
    if (item.record) {
      TALLY_ASSIGN(const auto json, event_json(*item.record, context.lang));
      print_line(to_json_text(json));
    } else if (heartbeats_) {
      Json json;
      json.set("scanned_to", item.scanned_to.value).set("head", item.head.value);
      print_line(to_json_text(json));
    }
    std::fflush(stdout);
    return write_place(item.scanned_to);
  }

  Result<void> read_place(Position& from) const {
    if (resume_.empty()) return {};
    TALLY_ASSIGN(const auto there, system_disk().exists(resume_));
    if (!there) return {};
    TALLY_ASSIGN(const auto bytes, read_file(system_disk(), resume_, 4096));
    TALLY_ASSIGN(const auto json, parse_json(as_text(bytes)));
    const auto* place = json.find("scanned_to");
    if (!place || !place->integer()) return invalid("resume", "is not a subscription's place");
    from = Position{static_cast<std::uint64_t>(*place->integer())};
    return {};
  }

  Result<void> write_place(Position scanned_to) const {
    if (resume_.empty()) return {};
    Json json;
    json.set("scanned_to", scanned_to.value);
    const auto slash = resume_.find_last_of('/');
    const bool bare = slash == std::string::npos;
    return replace_file(system_disk(), bare ? "." : resume_.substr(0, slash),
                        bare ? resume_ : resume_.substr(slash + 1),
                        as_bytes(to_json_text(json) + "\n"));
  }

  SelectionOptions selection_;
  std::uint64_t from_ = 0;
  std::optional<std::uint64_t> count_;
  bool heartbeats_ = false;
  std::string resume_;
};

}  // namespace

std::unique_ptr<Verb> subscribe_verb() { return std::make_unique<SubscribeVerb>(); }

}  // namespace tally::cli
