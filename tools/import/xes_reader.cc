#include "tools/import/xes_reader.h"

#include <expat.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace tally {
namespace {

constexpr std::string_view kTracePrefix = "trace:";
constexpr std::size_t kChunkBytes = 1 << 16;
constexpr std::array<std::string_view, 6> kValueTags = {"string", "date",    "int",
                                                        "float",  "boolean", "id"};

using Attributes = std::map<std::string, std::string>;

// One pass over a file. `on_event` gets the attributes of the trace and of the event.
class XesPass {
 public:
  using OnEvent = std::function<Result<void>(std::uint64_t line, const Attributes& trace,
                                             const Attributes& event)>;
  explicit XesPass(OnEvent on_event) : on_event_(std::move(on_event)) {}

  Result<void> run(std::string_view text) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr),
                                                                         XML_ParserFree);
    if (!parser) return invalid("", "no XML parser");
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, on_start, on_end);
    XML_SetDoctypeDeclHandler(parser_, on_doctype, [](void*) {});
    std::size_t fed = 0;
    for (bool last = false; !last;) {
      const auto size = std::min(kChunkBytes, text.size() - fed);
      last = fed + size == text.size();
      const auto status =
          XML_Parse(parser_, text.data() + fed, static_cast<int>(size), last ? 1 : 0);
      fed += size;
      if (error_) return *error_;
      if (status != XML_STATUS_OK) return at_line(XML_ErrorString(XML_GetErrorCode(parser_)));
      // What is fed and not yet taken is one tag that does not end.
      const auto taken = XML_GetCurrentByteIndex(parser_);
      if (taken >= 0 && fed - static_cast<std::size_t>(taken) > kXesTagBytesMax) {
        return at_line("has a tag or a text that is too long");
      }
    }
    if (!is_log_) return invalid("line 1", "is not an XES log");
    return {};
  }

 private:
  Error at_line(const std::string& what) const {
    return invalid("line " + std::to_string(XML_GetCurrentLineNumber(parser_)), what);
  }
  void fail(Error error) {
    if (!error_) error_ = std::move(error);
    XML_StopParser(parser_, XML_FALSE);
  }

  static void on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    auto& pass = *static_cast<XesPass*>(self);
    pass.fail(pass.at_line("has a document type declaration; a log needs none"));
  }
  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    static_cast<XesPass*>(self)->start(name, attributes);
  }
  static void on_end(void* self, const XML_Char*) { static_cast<XesPass*>(self)->end(); }

  static std::string_view local_name(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == name.npos ? name : name.substr(colon + 1);
  }

  void start(std::string_view full_name, const XML_Char** attributes) {
    if (error_) return;
    const auto name = local_name(full_name);
    if (++depth_ > kXesDepthMax) return fail(at_line("is nested too deep"));
    if (depth_ == 1) {
      is_log_ = name == "log";
      if (!is_log_) fail(at_line("must begin with <log>"));
      return;
    }
    if (depth_ == 2) in_trace_ = name == "trace";
    if (depth_ == 2 && in_trace_) trace_.clear();
    if (depth_ == 3 && in_trace_ && name == "event") {
      in_event_ = true;
      event_.clear();
      event_line_ = XML_GetCurrentLineNumber(parser_);
      return;
    }
    if (in_event_ && depth_ == 4) take(name, attributes, event_);
    if (in_trace_ && !in_event_ && depth_ == 3) take(name, attributes, trace_);
  }

  void take(std::string_view tag, const XML_Char** attributes, Attributes& to) {
    if (std::find(kValueTags.begin(), kValueTags.end(), tag) == kValueTags.end()) return;
    std::optional<std::string> key;
    std::optional<std::string> value;
    for (const auto** at = attributes; *at; at += 2) {
      if (std::string_view(at[0]) == "key") key = at[1];
      if (std::string_view(at[0]) == "value") value = at[1];
    }
    if (!key || key->empty() || !value)
      return fail(at_line("has an attribute without key or value"));
    if (!to.emplace(*key, *value).second) {
      return fail(at_line("states the key \"" + *key + "\" twice"));
    }
    if (to.size() > kXesAttributesMax) fail(at_line("has too many attributes"));
  }

  void end() {
    if (error_) return;
    if (in_event_ && depth_ == 3) {
      in_event_ = false;
      if (auto done = on_event_(event_line_, trace_, event_); !done.ok()) {
        fail(std::move(done).error());
      }
    }
    --depth_;
  }

  OnEvent on_event_;
  XML_Parser parser_ = nullptr;
  std::optional<Error> error_;
  int depth_ = 0;
  bool is_log_ = false;
  bool in_trace_ = false;
  bool in_event_ = false;
  std::uint64_t event_line_ = 0;
  Attributes trace_;
  Attributes event_;
};

}  // namespace

Result<void> read_xes(std::string_view text, const std::function<Result<void>(CsvRow&&)>& row) {
  std::set<std::string> keys;
  const auto note = [&](std::uint64_t line, const Attributes& trace,
                        const Attributes& event) -> Result<void> {
    for (const auto& [key, value] : trace) keys.insert(std::string(kTracePrefix) + key);
    for (const auto& [key, value] : event) keys.insert(key);
    if (keys.size() > kXesKeysMax) {
      return invalid("line " + std::to_string(line), "has too many different keys before it");
    }
    return {};
  };
  TALLY_TRY(XesPass(note).run(text));
  TALLY_TRY(row({1, {keys.begin(), keys.end()}}));
  const auto give = [&](std::uint64_t line, const Attributes& trace,
                        const Attributes& event) -> Result<void> {
    CsvRow made{line, {}};
    for (const auto& key : keys) {
      const bool of_trace = key.starts_with(kTracePrefix);
      const auto& from = of_trace ? trace : event;
      const auto at = from.find(of_trace ? key.substr(kTracePrefix.size()) : key);
      made.cells.push_back(at == from.end() ? "" : at->second);
    }
    return row(std::move(made));
  };
  return XesPass(give).run(text);
}

}  // namespace tally
