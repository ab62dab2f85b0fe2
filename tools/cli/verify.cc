#include <fmt/format.h>

#include <thread>

#include "core/base/file.h"
#include "core/base/hex.h"
#include "core/ledger/directory.h"
#include "core/ledger/verify_pages.h"
#include "core/merkle/checkpoint.h"
#include "projections/readable_event.h"
#include "tools/cli/progress.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

class VerifyVerb final : public Verb {
 public:
  std::string_view name() const override { return "verify"; }
  Label summary() const override {
    return {"重读并核验整本账", "re-read and recompute the whole ledger"};
  }
  std::string_view example() const override {
    return "  tally verify --data ./ledger\n"
           "  tally verify --server 127.0.0.1:6962 --key ledger.pub --format json";
  }
  void declare(CLI::App& app) override {
    app.add_option("--key", key_files_,
                   "verifier key line kept by yourself; else the ledger's own is used. Repeatable: "
                   "one for each origin of a ledger that was continued");
    app.add_option("--checkpoint", checkpoint_file_,
                   "a checkpoint kept by yourself: the ledger must contain it");
  }
  int run(const Context& context) override {
    return with_source(context, context.source(), [&](Source& source) -> Result<int> {
      TALLY_ASSIGN(const auto report, verify(context, source));
      show(context, report);
      if (report.problem_count > 0) return kFailed;
      return report.cannot_check ? kCannotCheck : kOk;
    });
  }

 private:
  struct Claims {
    TreeSize size;
    Hash root;
    std::vector<std::string> keys;
    std::vector<std::string> checkpoints;
  };

  static Result<std::string> read_text_file(const std::string& path) {
    TALLY_ASSIGN(const auto bytes, read_file(system_disk(), path, 1 << 20));
    return std::string(as_text(bytes));
  }

  Result<Claims> claims(Source& source) const {
    Claims claims;
    // The checkpoint first: the size read after it is at least the signed one.
    auto signed_head = source.checkpoint(true);
    TALLY_ASSIGN(const auto status, source.status());
    claims.size = status.head;
    claims.root = status.root;
    if (signed_head.ok()) {
      claims.checkpoints.push_back(signed_head->text);
    } else if (signed_head.error().code != ErrorCode::not_found) {
      return std::move(signed_head).error();
    }
    if (!checkpoint_file_.empty()) {
      TALLY_ASSIGN(auto text, read_text_file(checkpoint_file_));
      claims.checkpoints.push_back(std::move(text));
    }
    for (const auto& path : key_files_) {
      TALLY_ASSIGN(auto key, read_text_file(path));
      while (!key.empty() && key.back() == '\n') key.pop_back();
      claims.keys.push_back(std::move(key));
    }
    if (claims.keys.empty()) claims.keys.push_back(status.verifier_key);
    return claims;
  }

  // The key that the checkpoint is to be signed with: of its origin, else the first, which will not
  // do.
  static const std::string& key_of(const std::string& checkpoint, const Claims& claims) {
    const auto note = parse_note(checkpoint);
    const auto body = note.ok() ? parse_checkpoint_body(note->text) : note.error();
    for (const auto& key : claims.keys) {
      const auto verifier = NoteVerifier::parse(key);
      if (body.ok() && verifier.ok() && verifier->name() == body->origin) return key;
    }
    return claims.keys.front();
  }

  Result<VerifyReport> verify(const Context& context, Source& source) const {
    TALLY_ASSIGN(const auto claims, this->claims(source));
    Verifier verifier(claims.size);
    for (const auto& text : claims.checkpoints) {
      // Only to know at which size to remember the root; the signature is checked at the end.
      const auto note = parse_note(text);
      if (!note.ok()) continue;
      if (const auto parsed = parse_checkpoint_body(note->text); parsed.ok()) {
        verifier.watch(TreeSize{parsed->size});
      }
    }
    TALLY_TRY(take_records(context, source, claims.size, verifier));
    verifier.expect_root(claims.root);
    for (const auto& text : claims.checkpoints) {
      verifier.expect_checkpoint(text, key_of(text, claims));
    }
    if (claims.checkpoints.empty()) {
      verifier.not_checked(
          "no checkpoint has been signed yet: a loss at the end would not be seen");
    }
    if (key_files_.empty()) {
      verifier.not_checked(
          "the signing key is the ledger's own word; give --key with a line you kept yourself");
    }
    TALLY_TRY(check_store(source, claims.size, verifier));
    return verifier.finish();
  }

  // A directory's pages are verified on as many threads as there are processors. What a server
  // sends is verified as it comes: the wire is slower than one thread.
  static Result<void> take_records(const Context& context, Source& source, TreeSize size,
                                   Verifier& verifier) {
    Progress progress(std::string(context.say("核验", "verifying")));
    if (source.directory()) {
      const auto threads = std::max(std::thread::hardware_concurrency(), 1u);
      return verify_pages(source.directory()->ledger().store(), size, threads, verifier,
                          [&](std::uint64_t taken) { progress.reached(taken, size.value); });
    }
    protocol::ReadRequest request;
    if (size.value > 0) request.to = size.value - 1;
    return read_all(source, request, [&](const protocol::RawRecord& record) {
      verifier.take({record.position, record.header, record.body, record.erased});
      progress.reached(verifier.taken(), size.value);
      return true;
    });
  }

  static Result<void> check_store(Source& source, TreeSize size, Verifier& verifier) {
    if (!source.directory()) {
      verifier.not_checked("marks and index: they stand on the server's disk");
      return {};
    }
    TALLY_ASSIGN(const auto check, source.directory()->check_store(size));
    for (const auto& problem : check.problems) verifier.problem(problem);
    if (!check.ids_checked) verifier.not_checked("the index of event ids");
    if (!check.streams_checked) verifier.not_checked("the index of streams");
    return check_readable(*source.directory(), size, verifier);
  }

  // What people's tools read in a database instead of the records.
  static Result<void> check_readable(LedgerDirectory& directory, TreeSize size,
                                     Verifier& verifier) {
    const auto& ledger = directory.ledger();
    TALLY_ASSIGN(const auto check, directory.check_readable(size, [&](const StoredRecord& record) {
      return readable_event(record, ledger.flags(record.position));
    }));
    if (!check) return {};
    for (const auto& problem : check->problems) verifier.problem(problem);
    if (check->records < size.value) {
      verifier.not_checked("tally.readable: it holds " + std::to_string(check->records) +
                           " of the events so far");
    }
    verifier.not_checked("the tables of views: tally project --check");
    return {};
  }

  static void show(const Context& context, const VerifyReport& report) {
    if (context.format != Format::table) {
      print_line(to_json_text(verify_json(report)));
      return;
    }
    const bool sound = report.problem_count == 0 && !report.cannot_check;
    print_line(sound ? context.say("核验通过", "verified: the ledger is sound")
               : report.cannot_check
                   ? context.say("无法核验", "cannot check")
                   : context.say("核验未通过", "FAILED: the ledger is not sound"));
    const auto line = [&](std::string_view zh, std::string_view en, const std::string& value) {
      print_line("  " + std::string(context.say(zh, en)) + ": " + value);
    };
    line("账本", "origin", report.origin + (report.sample ? " (SAMPLE/样例)" : ""));
    for (const auto& former : report.formers) {
      line("续记自", "continued from",
           fmt::format(fmt::runtime(context.say("{}，恢复 {} 条，曾签署 {} 条",
                                                "{}, {} events recovered of {} signed")),
                       former.origin, former.end, former.checkpoint_size));
    }
    line("事件数", "events", std::to_string(report.size.value));
    line("根", "root", to_hex(report.root.view()));
    line("重算载荷承诺", "payloads recomputed",
         fmt::format("{} ({} bytes)", report.payloads, report.payload_bytes));
    if (report.signatures > 0)
      line("作者签名", "author signatures", std::to_string(report.signatures));
    if (report.checkpoint_size) {
      line("检查点签名有效，大小", "checkpoint signature good, size",
           std::to_string(*report.checkpoint_size));
    }
    for (const auto& problem : report.problems) line("问题", "PROBLEM", problem);
    for (const auto& what : report.not_checked) line("未核验", "not checked", what);
  }

  std::vector<std::string> key_files_;
  std::string checkpoint_file_;
};

}  // namespace

std::unique_ptr<Verb> verify_verb() { return std::make_unique<VerifyVerb>(); }

}  // namespace tally::cli
