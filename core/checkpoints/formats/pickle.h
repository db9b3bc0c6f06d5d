// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/ScalarType.h>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace v4e {

/// One value of a pickle. Names of Python objects stay names: nothing is ever imported, called or run.
struct PickleValue {
  enum class Kind { None, Bool, Int, Float, Text, Tuple, List, Dict, Global, Storage, Tensor, Other };
  Kind kind = Kind::None;
  std::int64_t integer = 0;  ///< of Bool and Int; of Tensor the first element; of Storage their number
  double real = 0;
  std::string text;                       ///< of Text; of Global "module name"; of Storage its key
  std::vector<const PickleValue*> items;  ///< of Tuple and List; of Dict key, value, key, value …
  // Of Storage and Tensor:
  at::ScalarType dtype = at::kByte;
  bool is_untyped = false;               ///< a storage of bytes
  const PickleValue* storage = nullptr;  ///< of Tensor
  std::vector<std::int64_t> shape;
  std::vector<std::int64_t> strides;
};

/// A pickle as torch.save() writes one, read symbolically: 32 opcodes and a list of allowed names. Values may
/// refer to each other in circles; whoever walks them sets a limit.
class Pickle {
 public:
  /// `where` names the file in messages. Throws Error(FileMalformed), or Error(Unsupported) naming what the
  /// pickle wants to run.
  Pickle(std::string_view bytes, std::string where);

  [[nodiscard]] const PickleValue& root() const { return *root_; }

 private:
  friend class PickleMachine;
  std::deque<PickleValue> values_;
  const PickleValue* root_ = nullptr;
};

}  // namespace v4e
