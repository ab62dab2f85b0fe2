// What each figure of a view means, in both languages: what `explain` shows beside a figure. The
// full definitions are in VIEWS.md. A view without an entry here is explained by the labels of its
// columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/codec/field.h"

namespace tally {

// Of the figure as row_figures() names it ("planned[reserve].count" is looked up as such, then
// by its last member, then as "planned"). Nothing when nobody wrote one.
std::optional<Label> figure_definition(std::string_view view, std::string_view figure);

// "pipeline/1#count": names the definition for ever; a changed one is a new version of the view.
std::string definition_id(std::string_view view, std::uint32_t version, std::string_view figure);

}  // namespace tally
