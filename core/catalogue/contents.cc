#include "core/catalogue/contents.h"

#include "core/codec/field_visitor.h"

namespace tally {
namespace {

// Collects the texts of one field.
class IdCollector {
 public:
  explicit IdCollector(std::string_view wanted) : wanted_(wanted) {}
  template <class T>
  void field_value(const Field<T>& field) {
    if (field.name == wanted_) take(std::string(field.name), field.value);
  }
  std::vector<NamedId> found;

 private:
  void take(std::string path, const std::string& id) { found.push_back({std::move(path), id}); }
  void take(std::string path, const std::optional<std::string>& id) {
    if (id) take(std::move(path), *id);
  }
  void take(std::string path, const std::vector<std::string>& ids) {
    for (std::size_t i = 0; i < ids.size(); ++i) take(path + "[" + std::to_string(i) + "]", ids[i]);
  }
  void take(std::string path, const std::optional<std::vector<std::string>>& ids) {
    if (ids) take(std::move(path), *ids);
  }
  template <class T>
  void take(std::string, const T&) {}

  std::string_view wanted_;
};

// Finds money in another currency.
class MoneyFinder {
 public:
  explicit MoneyFinder(const Currency& currency, std::string path = {})
      : currency_(currency), path_(std::move(path)) {}
  template <class T>
  void field_value(const Field<T>& field) {
    if (!found) take(path_ + std::string(field.name), field.value);
  }
  std::optional<std::string> found;

 private:
  void take(std::string path, const Money& money) {
    if (money.currency != currency_) found = std::move(path);
  }
  template <class T>
  void take(std::string path, const std::optional<T>& value) {
    if (value) take(std::move(path), *value);
  }
  template <class T>
  void take(std::string path, const std::vector<T>& values) {
    for (std::size_t i = 0; i < values.size() && !found; ++i) {
      take(path + "[" + std::to_string(i) + "]", values[i]);
    }
  }
  template <class T>
  void take(std::string path, const T& value) {
    if constexpr (HasFields<T>) {
      MoneyFinder inside(currency_, path + ".");
      visit_fields(inside, value);
      found = std::move(inside.found);
    }
  }

  const Currency& currency_;
  std::string path_;
};

template <class Visitor>
void visit_payload(Visitor& visitor, const Payload& payload) {
  std::visit(
      [&](const auto& value) {
        if constexpr (HasFields<std::decay_t<decltype(value)>>) visit_fields(visitor, value);
      },
      payload);
}

}  // namespace

std::vector<NamedId> ids_in(const Payload& payload, std::string_view field) {
  IdCollector ids(field);
  visit_payload(ids, payload);
  return std::move(ids.found);
}

std::optional<std::string> money_beside(const Payload& payload, const Currency& currency) {
  MoneyFinder money(currency);
  visit_payload(money, payload);
  return std::move(money.found);
}

}  // namespace tally
