// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/block_stream.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <atomic>

#include "core/base/error.h"
#include "core/nn/placeholder.h"

namespace v4e {
namespace {

constexpr std::size_t kBlocks = 4;

class BlockStreamTest : public testing::Test {
 protected:
  BlockStreamTest() {
    for (std::size_t i = 0; i < kBlocks; ++i) weights_.push_back({placeholder({2, 3}), placeholder({5})});
  }

  BlockStream make() {
    return BlockStream(
        weights_,
        [this](std::size_t block) {
          EXPECT_EQ(++at_work_, 1) << "read twice at once";
          ++reads_;
          const bool fails = fails_;
          --at_work_;
          if (fails) throw Error(ErrorCode::FileUnreadable, "the disk is gone");
          const double value = static_cast<double>(block);
          return std::vector<at::Tensor>{at::full({2, 3}, value), at::full({5}, -value)};
        },
        at::kCPU);
  }
  [[nodiscard]] int filled() const {
    int count = 0;
    for (const auto& block : weights_) count += is_placeholder(block[0]) ? 0 : 1;
    return count;
  }

  std::vector<std::vector<at::Tensor>> weights_;
  std::atomic<int> at_work_ = 0;
  std::atomic<int> reads_ = 0;
  std::atomic<bool> fails_ = false;
};

TEST_F(BlockStreamTest, HoldsTheOneThatIsAskedForAndNoOther) {
  BlockStream stream = make();
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < kBlocks; ++i) {
      stream.acquire(i);
      EXPECT_TRUE(at::equal(weights_[i][0], at::full({2, 3}, static_cast<double>(i))));
      EXPECT_TRUE(at::equal(weights_[i][1], at::full({5}, -static_cast<double>(i))));
      EXPECT_EQ(filled(), 1);
    }
  }
  EXPECT_LE(reads_, 2 * static_cast<int>(kBlocks) + 1) << "each is read once a round, and one ahead";
}

TEST_F(BlockStreamTest, AskingAgainReadsNothing) {
  BlockStream stream = make();
  stream.acquire(1);
  const at::Tensor before = weights_[1][0].detach();
  stream.acquire(1);
  EXPECT_EQ(weights_[1][0].data_ptr(), before.data_ptr());
}

TEST_F(BlockStreamTest, AnyOrderIsRight) {
  BlockStream stream = make();
  for (const std::size_t i : {2U, 0U, 3U, 3U, 1U, 0U}) {
    stream.acquire(i);
    EXPECT_EQ(weights_[i][0][0][0].item<double>(), static_cast<double>(i));
  }
}

TEST_F(BlockStreamTest, AFailureIsToldWhereItIsNeededAndCanBeTriedAgain) {
  BlockStream stream = make();
  fails_ = true;
  EXPECT_THROW(stream.acquire(0), Error);
  fails_ = false;
  stream.acquire(0);
  EXPECT_EQ(filled(), 1);
}

}  // namespace
}  // namespace v4e
