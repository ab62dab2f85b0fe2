// Which events a verb is about: shared by read, subscribe and export.
#pragma once

#include <CLI/CLI.hpp>

#include "server/protocol/messages_read.h"

namespace tally::cli {

struct SelectionOptions {
  std::string stream;
  std::string category;
  std::string project;
  std::vector<std::string> types;

  void declare(CLI::App& app) {
    auto* scope = app.add_option_group("scope");
    scope->add_option("--stream", stream, "one stream, e.g. project-P-001");
    scope->add_option("--category", category, "all streams of a category, e.g. project");
    scope->add_option("--project", project, "the stream of one project, by its id");
    scope->require_option(0, 1);
    app.add_option("--type", types, "only these event types");
  }

  protocol::Selection selection() const {
    protocol::Selection selection;
    selection.types = types;
    if (!category.empty()) {
      selection.scope = protocol::Selection::Scope::category;
      selection.name = category;
    } else if (!stream.empty() || !project.empty()) {
      selection.scope = protocol::Selection::Scope::stream;
      selection.name = stream.empty() ? stream_name("project", project) : stream;
    }
    return selection;
  }
};

}  // namespace tally::cli
