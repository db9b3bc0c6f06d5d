// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/weight_shapes.h"

#include <charconv>
#include <set>

#include "core/base/error.h"

namespace v4e {

std::vector<std::int64_t> WeightShapes::of(const std::string& name, std::size_t dimensions) const {
  if (!weights_.contains(name))
    throw Error(ErrorCode::CheckpointMismatch, "weight " + name + " is missing; fetch the file again");
  std::vector<std::int64_t> shape = weights_.info(name).shape;
  bool empty = shape.size() != dimensions;
  for (const std::int64_t side : shape) empty = empty || side < 1;
  if (empty)
    throw Error(ErrorCode::CheckpointMismatch, "weight " + name + " has shape " + shape_text(shape) +
                                                   ", expected " + std::to_string(dimensions) +
                                                   " dimensions; it is of another model");
  return shape;
}

std::int64_t WeightShapes::count(const std::string& prefix) const {
  std::set<std::int64_t> numbers;
  for (const std::string& name : weights_.names()) {
    if (!name.starts_with(prefix)) continue;
    std::int64_t number = 0;
    const char* begin = name.data() + prefix.size();
    const char* end = name.data() + name.size();
    const auto read = std::from_chars(begin, end, number);
    if (read.ec == std::errc() && read.ptr != end && *read.ptr == '.' && number >= 0) numbers.insert(number);
  }
  const auto found = static_cast<std::int64_t>(numbers.size());
  if (found == 0 || *numbers.rbegin() != found - 1)
    throw Error(ErrorCode::CheckpointMismatch, "of the layers " + prefix + "0, 1 … " +
                                                   (found == 0 ? "none is" : "some are not") +
                                                   " there; fetch the file again");
  return found;
}

}  // namespace v4e
