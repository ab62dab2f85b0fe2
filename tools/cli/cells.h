// How figures of views are shown to people: two languages, an amount in a unit.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "core/event/money.h"
#include "projections/view.h"
#include "tools/cli/text.h"

namespace tally::cli {

class Cells {
 public:
  // --unit yuan, wan or yi.
  static void declare(CLI::App& app, std::string& unit);
  Cells(Lang lang, std::string unit) : lang_(lang), unit_(std::move(unit)) {}

  // A member of a row as its column asks; "-" when not stated.
  std::string text(const ViewColumn& column, const Json* value) const;
  // Any figure by its own form.
  std::string figure(const Json& value) const;
  // The label, with the unit behind it where the column holds money.
  std::string title(const ViewColumn& column) const;
  std::string money(const Money& amount) const;
  // What {"minor","currency"} holds; nothing for any other value.
  static std::optional<Money> amount(const Json& value);
  // "亿元"; empty for the currency's own unit in English.
  std::string_view unit_name() const;

 private:
  std::string_view say(std::string_view zh, std::string_view en) const {
    return lang_ == Lang::zh ? zh : en;
  }

  Lang lang_;
  std::string unit_;
};

// Chinese readers see the words of the trade instead of the codes.
std::string_view code_label(std::string_view code, Lang lang);

}  // namespace tally::cli
