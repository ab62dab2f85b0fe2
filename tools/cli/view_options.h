// Which view, as of when, as then known: what the verbs that show figures have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "tools/cli/source.h"

namespace tally::cli {

// K as it was written, and the root that a checkpoint file promises for it.
struct KnownText {
  protocol::Known known;
  std::optional<Hash> root;
  std::string checkpoint;  // Its text; empty when K was written in another way.
};
// A size, checkpoint:FILE (or just FILE, where there is one), a date or an instant. Empty: the
// head.
Result<KnownText> parse_known(const std::string& text);

struct ViewOptions {
  std::string list;
  std::string project;
  std::optional<std::int32_t> year;
  std::string effective;

  void declare(CLI::App& app);
  // The names of all views, for help texts.
  static std::string view_names();
  // The view at these filters and that K; K as a checkpoint that another ledger signed is
  // `corrupt`.
  Result<protocol::ViewReply> ask(Source& source, const std::string& view, const KnownText& known,
                                  bool with_positions) const;
};

}  // namespace tally::cli
