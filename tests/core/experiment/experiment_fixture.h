// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "core/experiment/claims_model.h"
#include "core/experiment/claims_sets.h"
#include "tests/end_to_end/program.h"

namespace v4e::training {

/// Gives all tests a tiny archive of pictures, small settings, and a model of random weights.
class ExperimentTest : public testing::Test {
 protected:
  static void SetUpTestSuite();

  struct Shared {
    test::TemporaryFolder folder;
    ClaimsSettings settings;
    std::unique_ptr<TrainingData> data;
    std::unique_ptr<Wordings> wordings;
    std::unique_ptr<TripletMaker> maker;
    std::unique_ptr<ClaimsSource> source;
    std::unique_ptr<ClaimsModel> model;
  };
  static std::unique_ptr<Shared> shared_;

  static ClaimsModel& model() { return *shared_->model; }
  static const ClaimsSource& source() { return *shared_->source; }
  /// A film [1, 3, 9, 32, 32] that goes from one cloud to another and stays.
  static at::Tensor film();
};

}  // namespace v4e::training
