#include "tools/cli/event_json.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class LookupVerb final : public Verb {
 public:
  std::string_view name() const override { return "lookup"; }
  Label summary() const override {
    return {"按事件编号查询是否入账", "is the event with this id recorded?"};
  }
  std::string_view example() const override {
    return "  tally lookup 3f2504e0-4f89-41d3-9a0c-0305e82c3301";
  }
  void declare(CLI::App& app) override { app.add_option("ID", id_, "event id (UUID)")->required(); }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto id, EventId::parse(id_));
      TALLY_ASSIGN(const auto answer, source.lookup(id));
      TALLY_ASSIGN(const auto status, source.status());
      Json json;
      using State = LookupAnswer::State;
      json.set("state", answer.state == State::recorded  ? "recorded"
                        : answer.state == State::pending ? "pending"
                                                         : "not_recorded");
      json.set("size", answer.size.value);
      if (answer.event) {
        json.set("receipt", receipt_json(*answer.event, status.head, status.root, context.lang));
      }
      print_line(context.format == Format::table ? to_json_pretty(json) : to_json_text(json));
      return kOk;
    });
  }

 private:
  std::string id_;
};

}  // namespace

std::unique_ptr<Verb> lookup_verb() { return std::make_unique<LookupVerb>(); }

}  // namespace tally::cli
