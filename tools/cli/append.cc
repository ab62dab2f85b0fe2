#include <cstdio>
#include <deque>

#include "core/base/file.h"
#include "core/base/hex.h"
#include "core/catalogue/registry.h"
#include "server/client/client.h"
#include "tools/cli/event_json.h"
#include "tools/cli/preview.h"
#include "tools/cli/verb.h"

namespace tally::cli {
namespace {

constexpr std::uint64_t kInputMax = std::uint64_t{1} << 32;
constexpr std::size_t kInFlight = 64;  // Lines sent and not yet answered.

std::string read_stdin() {
  std::string text;
  char buffer[65536];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;) {
    text.append(buffer, got);
  }
  return text;
}

// A correction names its target; what else the catalogue needs stands in the ledger.
Result<void> complete_correction(Client& client, Json& event) {
  const Json* type = event.find("type");
  if (!type || !type->string() || !type->string()->starts_with("event.")) return {};
  const Json* found = event.find("payload");
  const Json* target = found ? found->find("target") : nullptr;
  if (!target || !target->string()) return {};
  TALLY_ASSIGN(const auto id, EventId::parse(*target->string()));
  TALLY_ASSIGN(const auto answer, client.lookup(id));
  if (!answer.event) {
    return Error(ErrorCode::not_found, "no event with this id is recorded", "payload.target");
  }
  protocol::ReadRequest request;
  request.from = answer.event->receipt.position.value;
  request.records_max = 1;
  TALLY_ASSIGN(const auto page, client.read(request));
  if (page.records.empty()) return Error(ErrorCode::io, "the target could not be read");
  TALLY_ASSIGN(const auto header, decode_header(page.records[0].header));
  for (auto& [name, value] : *event.object()) {
    if (name != "payload" || *type->string() != "event.corrected") continue;
    if (!value.find("target_type")) value.set("target_type", header.type);
    if (!value.find("target_schema")) {
      value.set("target_schema", static_cast<std::int64_t>(header.schema));
    }
  }
  if (!event.find("stream")) event.set("stream", header.stream);
  return {};
}

class AppendVerb final : public Verb {
 public:
  std::string_view name() const override { return "append"; }
  Label summary() const override { return {"追加事件", "append events"}; }
  std::string_view example() const override {
    return "  echo '{\"project_id\":\"P-900\",\"name\":\"示例项目\"}' |\n"
           "    tally append --stream project-P-900 --type project.registered "
           "--effective 2025-03-06\n"
           "  tally append --preview --type approval.step_accepted --stream project-P-900 "
           "--effective 2025-02-07 < accepted.json\n"
           "  tally append --jsonl events.jsonl --atomic";
  }

  void declare(CLI::App& app) override {
    for (const auto& [option, key, text] : {
             std::tuple{"--stream", "stream", "stream; may be left out where the payload names it"},
             {"--type", "type", "event type, e.g. stage.changed"},
             {"--effective", "effective", "date of the fact, YYYY-MM-DD or with time and offset"},
             {"--id", "id", "event id (UUID); default: a random one"},
             {"--actor", "actor", "who says so; default: the ledger's operator"},
             {"--org", "org", "the actor's organisation"},
             {"--role", "role", "the role acted in"},
             {"--visibility", "visibility", "public, internal or restricted"},
             {"--causation", "causation", "id of the event that caused this one"},
             {"--correlation", "correlation", "id that ties events together"},
             {"--salt", "salt", "32 hex digits; default: the ledger makes one"},
             {"--recorded-at", "recorded_at", "sample ledgers only: instant with offset"},
         }) {
      app.add_option(option, texts_[key], text);
    }
    app.add_option("--schema", schema_, "schema version of the type")->capture_default_str();
    app.add_option("--expect", expect_,
                   "any, no_stream, stream_exists or the stream's last revision");
    app.add_option("--basis", basis_, "document it rests on: NUMBER or NUMBER=SHA256; repeatable");
    app.add_option("--jsonl", jsonl_, "one event a line from a file, or - for standard input");
    app.add_flag("--preview", preview_,
                 "send nothing: show the deadline, the missing papers or what is payable");
    app.add_flag("--atomic", atomic_, "all lines as one batch: all or none");
  }

  int run(const Context& context) override {
    return with_source(context, context.server_source(), [&](Source& source) -> Result<int> {
      auto& client = *source.client();
      TALLY_ASSIGN(const auto status, client.status());
      EventDefaults defaults;
      defaults.actor = status.operator_id;
      if (jsonl_.empty()) return append_one(context, source, defaults);
      if (preview_) return invalid("preview", "shows one event; it does not go with --jsonl");
      TALLY_ASSIGN(const auto lines, read_lines());
      return atomic_ ? append_atomic(context, client, lines, defaults)
                     : append_lines(context, client, lines, defaults);
    });
  }

 private:
  struct Lines {
    std::vector<std::string> text;
    std::string file_hash;  // Empty for standard input.
  };

  Result<int> append_one(const Context& context, Source& source, const EventDefaults& defaults) {
    auto event = proposed_event(*source.client(), defaults);
    if (event.ok() && preview_) return show_preview(context, source, *event);
    auto receipt = event.ok() ? send(context, *source.client(), *event)
                              : Result<Json>(std::move(event).error());
    if (receipt.ok()) {
      print_line(to_json_text(*receipt));
      return kOk;
    }
    const Error& error = receipt.error();
    if (error.code == ErrorCode::conflict && context.format == Format::table &&
        event->expected.kind == ExpectedRevision::Kind::exact) {
      const int code = fail(context, error);
      TALLY_TRY(
          print_recorded_since(context, source, event->proposal.stream, event->expected.revision));
      return code;
    }
    if (context.format != Format::table) {
      print_line(to_json_text(error_json(receipt.error(), 0, context.lang)));
    }
    return std::move(receipt).error();
  }

  static Result<int> show_preview(const Context& context, Source& source,
                                  const ProposedEvent& event) {
    if (context.format == Format::table) {
      TALLY_TRY(print_preview(context, source, event));
    } else {
      TALLY_ASSIGN(const auto json, preview_json(source, event));
      print_line(to_json_text(json));
    }
    return kOk;
  }

  Result<ProposedEvent> proposed_event(Client& client, const EventDefaults& defaults) {
    Json event;
    for (const auto& [key, text] : texts_) {
      if (!text.empty()) event.set(key, text);
    }
    const auto& type = texts_["type"];
    if (type.empty()) return invalid("type", "give --type, or --jsonl FILE");
    if (!find_type(type) && !is_open_type(type)) {
      return invalid("type", "\"" + type + "\" is not in the catalogue; see tally schema");
    }
    event.set("schema", schema_);
    if (!expect_.empty()) {
      const bool number = expect_.find_first_not_of("0123456789") == std::string::npos;
      TALLY_ASSIGN(const auto json, parse_json(number ? expect_ : "\"" + expect_ + "\""));
      event.set("expect", json);
    }
    TALLY_TRY(add_basis(event));
    auto payload = parse_json(read_stdin());
    if (!payload.ok()) return std::move(payload).error().within("payload");
    event.set("payload", std::move(*payload));
    TALLY_TRY(complete_correction(client, event));
    return event_from_json(event, defaults);
  }

  static Result<Json> send(const Context& context, Client& client, const ProposedEvent& event) {
    TALLY_ASSIGN(const auto result, client.append(event));
    if (const auto* failure = std::get_if<AppendFailure>(&result)) {
      Error error = failure->error;
      error.index.reset();  // There is only one event.
      return error;
    }
    const auto& appended = std::get<Appended>(result);
    return receipt_json(appended.events[0], appended.size, appended.root, context.lang);
  }

  Result<void> add_basis(Json& event) const {
    if (basis_.empty()) return {};
    Json list{Json::Array{}};
    for (const auto& text : basis_) {
      const auto equals = text.find_last_of('=');
      Json document;
      document.set("number", text.substr(0, equals));
      if (equals != std::string::npos) document.set("sha256", text.substr(equals + 1));
      list.push(std::move(document));
    }
    event.set("basis", std::move(list));
    return {};
  }

  Result<Lines> read_lines() const {
    Lines lines;
    std::string text;
    if (jsonl_ == "-") {
      text = read_stdin();
    } else {
      TALLY_ASSIGN(const auto bytes, read_file(system_disk(), jsonl_, kInputMax));
      text = std::string(as_text(bytes));
      lines.file_hash = to_hex(sha256(bytes).view());
    }
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      lines.text.push_back(text.substr(at, end - at));
      if (!lines.text.back().empty() && lines.text.back().back() == '\r') {
        lines.text.back().pop_back();
      }
      at = end + 1;
    }
    return lines;
  }

  // The event of a line; its id follows from the file and the line (C3), so that running the same
  // file again gives duplicates.
  static Result<ProposedEvent> parse_line(Client& client, const Lines& lines, std::size_t index,
                                          EventDefaults defaults) {
    TALLY_ASSIGN(auto event, parse_json(lines.text[index]));
    if (!event.object()) return invalid("", "a line holds one event: a JSON object");
    if (!lines.file_hash.empty()) {
      defaults.id = derived_event_id({"jsonl", lines.file_hash, std::to_string(index + 1)});
    }
    TALLY_TRY(complete_correction(client, event));
    return event_from_json(event, defaults);
  }

  static bool blank(const std::string& line) {
    return line.find_first_not_of(" \t") == std::string::npos;
  }

  Result<int> append_lines(const Context& context, Client& client, const Lines& lines,
                           const EventDefaults& defaults) {
    struct Sent {
      std::uint64_t line;
      PendingAppend pending;
    };
    std::deque<Sent> sent;
    std::optional<Error> first_error;
    const auto report = [&](const Error& error, std::uint64_t line) {
      print_line(to_json_text(error_json(error, line, context.lang)));
      if (first_error) return;
      first_error = error;
      std::fprintf(stderr, "tally: line %llu: %s\n", static_cast<unsigned long long>(line),
                   error.to_string().c_str());
    };
    const auto collect = [&] {
      Sent next = std::move(sent.front());
      sent.pop_front();
      const auto result = next.pending.collect();
      if (!result.ok()) return report(result.error(), next.line);
      if (const auto* failure = std::get_if<AppendFailure>(&*result)) {
        Error error = failure->error;
        error.index.reset();
        return report(error, next.line);
      }
      const auto& appended = std::get<Appended>(*result);
      print_line(to_json_text(
          receipt_json(appended.events[0], appended.size, appended.root, context.lang)));
    };
    for (std::size_t i = 0; i < lines.text.size() && !first_error; ++i) {
      if (blank(lines.text[i])) continue;
      auto event = parse_line(client, lines, i, defaults);
      if (!event.ok()) {
        while (!sent.empty()) collect();
        report(event.error(), i + 1);
        break;
      }
      sent.push_back({i + 1, client.submit(batch_of(std::move(*event)))});
      if (sent.size() >= kInFlight) collect();
    }
    while (!sent.empty()) collect();
    return first_error ? exit_code(first_error->code) : kOk;
  }

  Result<int> append_atomic(const Context& context, Client& client, const Lines& lines,
                            const EventDefaults& defaults) {
    AppendBatch batch;
    std::vector<std::uint64_t> line_of;
    for (std::size_t i = 0; i < lines.text.size(); ++i) {
      if (blank(lines.text[i])) continue;
      auto event = parse_line(client, lines, i, defaults);
      if (!event.ok()) return line_error(context, event.error(), i + 1);
      batch.events.push_back(std::move(*event));
      line_of.push_back(i + 1);
    }
    if (batch.events.empty()) return kOk;
    TALLY_ASSIGN(auto result, client.append(batch));
    std::vector<std::optional<Json>> receipts(batch.events.size());
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < batch.events.size(); ++i) places.push_back(i);
    const auto* failure = std::get_if<AppendFailure>(&result);
    if (failure && failure->error.code == ErrorCode::partly_recorded) {
      // What is recorded already is dropped, the rest is sent as one batch (C3).
      std::vector<bool> known(batch.events.size(), false);
      for (const auto& [index, event] : failure->recorded) {
        known[index] = true;
        receipts[index] = receipt_json(event, {}, {}, context.lang);
      }
      AppendBatch rest;
      places.clear();
      for (std::size_t i = 0; i < batch.events.size(); ++i) {
        if (known[i]) continue;
        places.push_back(i);
        rest.events.push_back(batch.events[i]);
      }
      TALLY_ASSIGN(result, client.append(std::move(rest)));
      failure = std::get_if<AppendFailure>(&result);
    }
    if (failure) {
      const auto index = failure->error.index;
      const auto line = index && *index < places.size() ? line_of[places[*index]] : 0;
      return line_error(context, failure->error, line);
    }
    const auto& appended = std::get<Appended>(result);
    for (std::size_t i = 0; i < appended.events.size(); ++i) {
      receipts[places[i]] =
          receipt_json(appended.events[i], appended.size, appended.root, context.lang);
    }
    for (auto& receipt : receipts) {
      if (receipt) print_line(to_json_text(with_head(*receipt, appended)));
    }
    return kOk;
  }

  // Receipts of a partly recorded batch are printed with the size after the rest was appended.
  static Json with_head(Json receipt, const Appended& appended) {
    for (auto& [name, value] : *receipt.object()) {
      if (name == "size") value = Json(appended.size.value);
      if (name == "root") value = Json(to_hex(appended.root.view()));
    }
    return receipt;
  }

  static Result<int> line_error(const Context& context, const Error& error, std::uint64_t line) {
    print_line(to_json_text(error_json(error, line, context.lang)));
    std::fprintf(stderr, "tally: line %llu: %s\n", static_cast<unsigned long long>(line),
                 error.to_string().c_str());
    return exit_code(error.code);
  }

  std::map<std::string, std::string> texts_;
  std::int64_t schema_ = 1;
  std::string expect_;
  std::vector<std::string> basis_;
  std::string jsonl_;
  bool atomic_ = false;
  bool preview_ = false;
};

}  // namespace

std::unique_ptr<Verb> append_verb() { return std::make_unique<AppendVerb>(); }

}  // namespace tally::cli
