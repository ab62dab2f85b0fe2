// The damage matrix: what may happen to a ledger's files, and what the ledger then does.
#pragma once

#include <string>
#include <vector>

#include "tests/damage/outcome.h"

namespace tally::test {

// One line of the page: each damage to each class of bytes has the same outcomes.
struct Line {
  SceneKind scene;
  const char* file;
  std::vector<const char*> bytes;
  std::vector<Damage> damages;
  Outcome writer;
  Outcome reader;
  Outcome open;  // What a verify sees that a writer does who had the ledger open before.
  const char* why = "";
};
// A new kind of file needs a line here and, if it is not always there, a scene.
const std::vector<Line>& matrix();

// One damage to one class: one test.
struct Row {
  const Line* line;
  const char* bytes;
  Damage damage;
};
std::vector<Row> rows();

// The page's tables, as Markdown.
std::string matrix_tables();

}  // namespace tally::test
