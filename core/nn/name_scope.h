// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>

namespace v4e {

/// A module that only gives its children their place in the file's names, as "0" in "to_out.0.weight".
class NameScope : public torch::nn::Module {};

}  // namespace v4e
