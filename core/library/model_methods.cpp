// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_methods.h"

#include "core/base/error.h"
#include "core/pipelines/components.h"

namespace v4e {

std::vector<EditMethod> methods_of(const ModelKind& kind, bool is_taught) {
  if (kind.needs_last_image) return {};
  switch (kind.conditioning) {
    case ConditioningKind::TextOnly:
      return {EditMethod::ZeroShotT2v};
    case ConditioningKind::MaskAndLatents:
      return {is_taught ? EditMethod::Student : EditMethod::NativeI2v};
    case ConditioningKind::SourceEveryFrame:
      return {EditMethod::Student};
    case ConditioningKind::FirstLatent:
      return {EditMethod::Ti2v, EditMethod::ZeroShotT2v};
  }
  return {};
}

std::vector<EditMethod> methods_of(const ComponentPaths& model, bool is_taught) {
  try {
    return methods_of(Components(model, {}).kind(), is_taught);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace v4e
