#include "core/codec/field_kind.h"

namespace tally {

std::string join_path(std::string_view outer, std::string_view inner) {
  std::string path(outer);
  if (!path.empty() && !inner.empty() && inner.front() != '[') path += '.';
  path += inner;
  return path;
}

std::string FieldPath::text() const {
  std::string path;
  for (std::size_t i = 0; i < depth_; ++i) {
    const auto& [name, size] = parts_[i];
    path = join_path(path, name ? std::string(name, size) : "[" + std::to_string(size) + "]");
  }
  return path;
}

const char* limit_broken(Limit limit, std::int64_t value) {
  if (limit == Limit::not_negative && value < 0) return "must not be negative";
  if (limit == Limit::positive && value <= 0) return "must be above zero";
  if (limit == Limit::basis_points && (value < 0 || value > 10000)) {
    return "must be from 0 to 10000 basis points";
  }
  return nullptr;
}

}  // namespace tally
