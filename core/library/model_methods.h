// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/library/edit_method.h"
#include "core/models/registry.h"

namespace v4e {

struct ComponentPaths;

/// By which methods such a model can edit one photo, the usual one first; none: it cannot. `is_taught`: it
/// was trained to make edits rather than films.
[[nodiscard]] std::vector<EditMethod> methods_of(const ModelKind& kind, bool is_taught);

/// The same by the model's files; none also where these leave open what it is, which an edit will say.
[[nodiscard]] std::vector<EditMethod> methods_of(const ComponentPaths& model, bool is_taught);

}  // namespace v4e
