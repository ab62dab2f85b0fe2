#include <fmt/format.h>

#include "core/base/hex.h"
#include "core/merkle/checkpoint.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

// One thing looked at.
struct Finding {
  enum class Level : std::uint8_t { ok, note, bad } level;
  std::string what;
};

class DoctorVerb final : public Verb {
 public:
  std::string_view name() const override { return "doctor"; }
  Label summary() const override {
    return {"体检：状态、警告、该做的事", "what is wrong, what to note, what to do"};
  }
  std::string_view example() const override { return "  tally doctor --server 127.0.0.1:6962"; }
  void declare(CLI::App&) override {}
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto status, source.status());
      const auto findings = look(context, source, status);
      bool bad = false;
      Json list{Json::Array{}};
      for (const auto& finding : findings) {
        bad = bad || finding.level == Finding::Level::bad;
        const char* level = finding.level == Finding::Level::ok     ? "ok"
                            : finding.level == Finding::Level::note ? "note"
                                                                    : "BAD";
        Json item;
        list.push(item.set("level", level).set("what", finding.what));
        if (context.format == Format::table)
          print_line(fmt::format("{:5} {}", level, finding.what));
      }
      if (context.format != Format::table) print_line(to_json_text(list));
      return bad ? kFailed : kOk;
    });
  }

 private:
  static std::vector<Finding> look(const Context& context, Source& source,
                                   const protocol::StatusReply& status) {
    using Level = Finding::Level;
    std::vector<Finding> findings;
    const auto add = [&](Level level, std::string what) {
      findings.push_back({level, std::move(what)});
    };
    add(Level::ok, fmt::format("{} | {} | {} events | root {}", status.server, status.origin,
                               status.head.value, to_hex(status.root.view())));
    if (status.identity == "asserted") {
      add(Level::note,
          std::string(context.say("身份为自称：未启用认证，仅限本机",
                                  "identity is asserted: no authentication, loopback only")));
    }
    if (!status.read_only_reason.empty()) {
      add(context.data.empty() ? Level::bad : Level::note, "read only: " + status.read_only_reason);
    }
    for (const auto& warning : status.warnings) {
      if (warning.find("asserted") == std::string::npos) add(Level::note, warning);
    }
    for (const auto& view : status.views) {
      const bool live = context.data.empty() ? view.state == "live" : true;
      const auto behind = status.head.value - std::min(status.head.value, view.position.value);
      add(live ? Level::ok : Level::note,
          fmt::format("view {} v{}: {}, {} behind", view.name, view.version, view.state, behind));
    }
    check_checkpoint(source, status, findings);
    return findings;
  }

  // The signed checkpoint must lie on the ledger's own history.
  static void check_checkpoint(Source& source, const protocol::StatusReply& status,
                               std::vector<Finding>& findings) {
    using Level = Finding::Level;
    const auto reply = source.checkpoint(false);
    if (!reply.ok()) {
      findings.push_back({Level::note, "checkpoint: " + reply.error().to_string()});
      return;
    }
    const auto verifier = NoteVerifier::parse(reply->verifier_key);
    const auto checkpoint = verifier.ok() ? open_checkpoint(reply->text, *verifier)
                                          : Result<Checkpoint>(verifier.error());
    if (!checkpoint.ok()) {
      findings.push_back({Level::bad, "checkpoint: " + checkpoint.error().to_string()});
      return;
    }
    findings.push_back(
        {Level::ok, fmt::format("last signed checkpoint: {} events, {} newer ones not yet signed",
                                checkpoint->size, status.head.value - checkpoint->size)});
  }
};

}  // namespace

std::unique_ptr<Verb> doctor_verb() { return std::make_unique<DoctorVerb>(); }

}  // namespace tally::cli
