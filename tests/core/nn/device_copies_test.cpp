// SPDX-License-Identifier: GPL-3.0-or-later
// On a device of its own queues, what is brought beside the computing.
#include <gtest/gtest.h>
#include <torch/types.h>

#include <string>
#include <vector>

#include "core/nn/block_stream.h"
#include "core/nn/placeholder.h"
#include "tests/core/fake_device.h"

namespace v4e {
namespace {

constexpr std::size_t kBlocks = 4;

class StreamToDevice : public testing::Test {
 protected:
  StreamToDevice() {
    for (std::size_t i = 0; i < kBlocks; ++i)
      weights_.push_back({placeholder({3000, 7000}), placeholder({5})});
  }
  [[nodiscard]] static at::Tensor content(std::size_t block) {
    return at::arange(3000 * 7000, at::kFloat).view({3000, 7000}) + static_cast<double>(block);
  }

  std::vector<std::vector<at::Tensor>> weights_;
};

TEST_F(StreamToDevice, WhatIsComputedWaitsForTheCopiesAndTheyForWhatWasComputed) {
  static_cast<void>(test::take_fake_queue_log());
  {
    BlockStream stream(
        weights_,
        [](std::size_t block) {
          return std::vector<at::Tensor>{content(block), at::full({5}, static_cast<double>(block))};
        },
        test::fake_device());
    for (std::size_t turn = 0; turn < 2 * kBlocks; ++turn) {
      const std::size_t block = turn % kBlocks;
      stream.acquire(block);
      ASSERT_EQ(weights_[block][0].device(), test::fake_device());
      EXPECT_TRUE(at::equal(weights_[block][0].cpu(), content(block))) << "84 MB go in two pieces";
      EXPECT_TRUE(at::equal(weights_[block][1].cpu(), at::full({5}, static_cast<double>(block))));
    }
  }
  // Of each block: its copies wait for what queue 0 had got when memory was given back last, and queue 0
  // waits for them.
  const std::vector<std::string> log = test::take_fake_queue_log();
  std::size_t copied = 0;
  bool held = false;
  bool waits_for_use = false;
  for (const std::string& entry : log) {
    if (entry == "record 0") {
      held = true;
      waits_for_use = false;
    }
    if (entry == "wait 1") waits_for_use = true;
    if (entry != "copy 1") continue;
    ++copied;
    EXPECT_TRUE(held && waits_for_use) << "copy " << copied;
  }
  EXPECT_GE(copied, 2 * kBlocks * 3) << "three pieces a block";
}

}  // namespace
}  // namespace v4e
