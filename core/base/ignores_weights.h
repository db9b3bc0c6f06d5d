// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace v4e {

/// A model whose published files hold weights that it has no use for; load_state() asks it.
class IgnoresWeights {
 public:
  virtual ~IgnoresWeights() = default;
  /// Patterns of names as in the model; `*` stands for any run of characters.
  [[nodiscard]] virtual std::vector<std::string> ignored_weights() const = 0;
};

}  // namespace v4e
