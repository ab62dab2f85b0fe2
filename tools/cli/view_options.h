// Which view, as of when, as then known: what the verbs that show figures have in common.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "tools/cli/known.h"
#include "tools/cli/source.h"

namespace tally::cli {

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
