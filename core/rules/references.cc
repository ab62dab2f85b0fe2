#include "core/catalogue/registry.h"
#include "core/rules/families.h"

namespace tally::rules {
namespace {

bool is_plain(unsigned char letter) {
  return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
         (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '~' ||
         letter == '-';
}

// True if the stream's name is that of the category and the id, without making the name.
bool stream_is(std::string_view stream, std::string_view category, std::string_view id) {
  if (!stream.starts_with(category) || stream.size() <= category.size()) return false;
  if (stream[category.size()] != '-') return false;
  std::size_t at = category.size() + 1;
  for (const char letter : id) {
    const auto byte = static_cast<unsigned char>(letter);
    if (is_plain(byte)) {
      if (at >= stream.size() || stream[at++] != letter) return false;
      continue;
    }
    constexpr std::string_view kHex = "0123456789ABCDEF";
    if (at + 3 > stream.size() || stream[at] != '%' || stream[at + 1] != kHex[byte >> 4] ||
        stream[at + 2] != kHex[byte & 15]) {
      return false;
    }
    at += 3;
  }
  return at == stream.size();
}

Error wrong_stream() {
  return form_error("ST06", "stream", "is not the stream of this event's type and key",
                    "流名与事件类型及编号不符");
}

Error unknown(std::string_view field, std::string en, std::string zh) {
  return refusal("ST06", std::string(field), std::move(en), std::move(zh));
}

// The project in whose stream the named subject was opened, or null.
const std::string* opened_in(const Tables& tables, StreamKey key, std::string_view id) {
  switch (key) {
    case StreamKey::phase: {
      const auto* phase = find_in(tables.phases, id);
      return phase && phase->opened ? &phase->project : nullptr;
    }
    case StreamKey::request: {
      const auto* request = find_in(tables.requests, id);
      return request && request->live ? &request->project : nullptr;
    }
    default: {
      const auto* declaration = find_in(tables.declarations, id);
      return declaration && declaration->live ? &declaration->project : nullptr;
    }
  }
}

// \d{4}-\d{6}-\d{2}-\d{2}-\d{6} (GB/T 40058-2021, 5.2); the check algorithm is not published.
bool has_project_code_shape(std::string_view code) {
  constexpr std::string_view kShape = "dddd-dddddd-dd-dd-dddddd";
  if (code.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool digit = code[i] >= '0' && code[i] <= '9';
    if (kShape[i] == '-' ? code[i] != '-' : !digit) return false;
  }
  return true;
}

template <class T>
bool is_national_code(const T& p) {
  return !p.scheme || *p.scheme == "CN-PROJECT-CODE";
}

template <class T>
Result<void> require_code(const T& p) {
  if (!is_national_code(p) || has_project_code_shape(p.project_code)) return {};
  return refusal("ST08", "project_code", "must have the form 0000-000000-00-00-000000",
                 "项目代码格式应为 0000-000000-00-00-000000");
}

template <class T>
std::string code_key(const T& p) {
  return identifier_key(p.scheme ? *p.scheme : "CN-PROJECT-CODE", p.project_code);
}

template <class T>
void judge_code(const T& p, const Case& c) {
  if (is_national_code(p) && has_project_code_shape(p.project_code)) {
    const std::string_view code = p.project_code;
    int year = 0;
    for (const char digit : code.substr(0, 4)) year = year * 10 + (digit - '0');
    const bool known_district =
        is_listed(c.tables, "district", code.substr(5, 6), c.fact.day(), true);
    if (year > c.recorded_day.year() || !known_district) c.flag("ST08", "project_code");
  }
  const auto key = code_key(p);
  const auto* uses = find_in(c.tables.code_uses, key);
  if (!uses) return;
  std::uint32_t own = 0;
  const auto id = c.tables.name_id(key);
  if (const auto* project = find_in(c.tables.projects, p.project); project && id) {
    for (const auto& fact : project->codes) own += fact.code == *id;
  }
  if (*uses > own) c.flag("ST06", "project_code");
}

template <class T>
void change_code(const T& p, const Fact& fact, Tables& tables, Way way) {
  const auto key = code_key(p);
  auto& uses = tables.journal.save(tables.journal.node(tables.code_uses, key));
  uses += sign(way);
  auto& codes = tables.journal.node(tables.projects, p.project).codes;
  if (way == Way::out) return tables.journal.erase(codes, fact.order());
  tables.journal.insert(codes, CodeFact{fact.order(), tables.intern(key)});
}

}  // namespace

Result<void> require_stream(const Case& c, const TypeInfo& type, const Payload& payload) {
  if (type.key == StreamKey::any) return {};
  if (type.key == StreamKey::fixed) {
    if (stream_is(c.stream, type.category, type.key_field)) return {};
    return wrong_stream();
  }
  if (type.key == StreamKey::subject) {
    if (c.stream == stream_of(payload)) return {};
    return wrong_stream();
  }
  const auto key = key_text(payload, type.key_field);
  if (!key) return wrong_stream();
  switch (type.key) {
    case StreamKey::field:
      if (!stream_is(c.stream, type.category, *key)) return wrong_stream();
      return {};
    case StreamKey::disbursed:
    case StreamKey::target: {
      TALLY_ASSIGN(const EventId id, EventId::parse(*key));
      TALLY_ASSIGN(const auto target, c.past.find(id));
      if (!target || target->position >= c.fact.position) {
        return unknown(type.key_field, "names an event that is not recorded", "所指事件未登记");
      }
      if (target->proposal.stream != c.stream) return wrong_stream();
      return {};
    }
    default: {
      const auto* project = opened_in(c.tables, type.key, *key);
      if (!project) {
        return unknown(type.key_field, "names nothing that is recorded", "所指编号未登记");
      }
      if (!stream_is(c.stream, type.category, *project)) return wrong_stream();
      return {};
    }
  }
}

Result<void> require(const ProjectRegistered& p, const Case& c) {
  if (is_registered(c.tables, p.project_id)) {
    return refusal("ST06", "project_id", "is already registered", "项目已入库，不得重复");
  }
  if (p.owner) return require_identifier(c, p.owner->scheme, p.owner->id, "owner.id");
  return {};
}

Result<void> judge(const ProjectRegistered& p, const Case& c) {
  if (!p.relates_to) return {};
  for (std::size_t i = 0; i < p.relates_to->size(); ++i) {
    if (is_registered(c.tables, (*p.relates_to)[i])) continue;
    c.flag("ST06", "relates_to[" + std::to_string(i) + "]");
  }
  return {};
}

void change(const ProjectRegistered& p, const Fact&, Tables& tables, Way way) {
  auto& project = tables.journal.node(tables.projects, p.project_id);
  tables.journal.save(project.registrations) += sign(way);
  tables.journal.save(project.route) = way == Way::in ? p.route : std::nullopt;
}

Result<void> require(const ProjectCodeAssigned& p, const Case&) { return require_code(p); }
Result<void> require(const ProjectCodeReplaced& p, const Case&) { return require_code(p); }

Result<void> judge(const ProjectCodeAssigned& p, const Case& c) {
  judge_code(p, c);
  return {};
}
Result<void> judge(const ProjectCodeReplaced& p, const Case& c) {
  judge_code(p, c);
  return {};
}

void change(const ProjectCodeAssigned& p, const Fact& fact, Tables& tables, Way way) {
  change_code(p, fact, tables, way);
}
void change(const ProjectCodeReplaced& p, const Fact& fact, Tables& tables, Way way) {
  change_code(p, fact, tables, way);
}

Result<void> require(const ContractSigned& p, const Case& c) {
  const auto* contract = find_in(c.tables.contracts, p.contract_id);
  if (contract && contract->signatures > 0) {
    return refusal("ST06", "contract_id", "is already in use", "合同编号已被使用");
  }
  if (!p.contractor) return {};
  return require_identifier(c, p.contractor->scheme, p.contractor->id, "contractor.id");
}

void change(const ContractSigned& p, const Fact&, Tables& tables, Way way) {
  auto& contract = tables.journal.node(tables.contracts, p.contract_id);
  tables.journal.save(contract.signatures) += sign(way);
  if (way == Way::in) tables.journal.save(contract.project) = p.project;
  tables.journal.save(contract.price) = way == Way::in ? p.price : std::nullopt;
}

Result<void> require(const ProgressCertified& p, const Case& c) {
  const auto* contract = find_in(c.tables.contracts, p.contract_id);
  if (contract && contract->known()) return {};
  return unknown("contract_id", "names no contract that is recorded", "合同未登记");
}

// Amendment A8: cumulative = previous cumulative + this period's.
Result<void> judge(const ProgressCertified& p, const Case& c) {
  const auto* contract = find_in(c.tables.contracts, p.contract_id);
  if (!contract) return {};
  if (contract->project != p.project) c.flag("ST06", "contract_id");
  if (!p.cumulative || !p.certified_value) return {};
  std::optional<Money> before = contract->opening;
  if (!before) before = Money{0, p.cumulative->currency};
  const auto after = std::lower_bound(
      contract->certified.begin(), contract->certified.end(), c.fact.order(),
      [](const CertifiedFact& fact, const FactOrder& wanted) { return fact.order < wanted; });
  if (after != contract->certified.begin()) before = std::prev(after)->cumulative;
  if (!before) return {};  // The one before does not state it.
  MoneySum sum;
  sum.add(*before);
  sum.add(*p.certified_value);
  if (sum.mixed() || sum.currency() != p.cumulative->currency ||
      sum.minor() != p.cumulative->minor) {
    c.flag("R13", "cumulative");
  }
  return {};
}

void change(const ProgressCertified& p, const Fact& fact, Tables& tables, Way way) {
  auto& certified = tables.journal.node(tables.contracts, p.contract_id).certified;
  if (way == Way::out) return tables.journal.erase(certified, fact.order());
  tables.journal.insert(certified, CertifiedFact{fact.order(), p.cumulative});
}

}  // namespace tally::rules
