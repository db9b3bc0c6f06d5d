// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_methods.h"

#include <gmock/gmock.h>

#include "core/pipelines/component_paths.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ModelMethods, FollowFromWhatAModelDoesWithPhotos) {
  const auto of = [](ConditioningKind conditioning, bool is_taught = false) {
    return methods_of(ModelKind{.conditioning = conditioning}, is_taught);
  };
  EXPECT_THAT(of(ConditioningKind::TextOnly), ElementsAre(EditMethod::ZeroShotT2v));
  EXPECT_THAT(of(ConditioningKind::MaskAndLatents), ElementsAre(EditMethod::NativeI2v));
  EXPECT_THAT(of(ConditioningKind::MaskAndLatents, true), ElementsAre(EditMethod::Student)) << "ChronoEdit";
  EXPECT_THAT(of(ConditioningKind::SourceEveryFrame, true), ElementsAre(EditMethod::Student)) << "nano";
  EXPECT_THAT(of(ConditioningKind::FirstLatent), ElementsAre(EditMethod::Ti2v, EditMethod::ZeroShotT2v));
  EXPECT_THAT(
      methods_of(ModelKind{.conditioning = ConditioningKind::MaskAndLatents, .needs_last_image = true},
                 false),
      IsEmpty())
      << "FLF2V needs two pictures";
}

TEST(ModelMethods, AreReadFromAModelsFiles) {
  ComponentPaths paths;
  paths.transformer = test::golden_path("dit_t2v/diffusers");
  paths.vae = test::golden_path("vae/diffusers");
  EXPECT_THAT(methods_of(paths, false), ElementsAre(EditMethod::ZeroShotT2v));
  paths.expand_timesteps = true;
  EXPECT_THAT(methods_of(paths, false), ElementsAre(EditMethod::Ti2v, EditMethod::ZeroShotT2v));
  paths.transformer = "/nowhere/transformer";
  EXPECT_THAT(methods_of(paths, false), IsEmpty());
}

}  // namespace
}  // namespace v4e
