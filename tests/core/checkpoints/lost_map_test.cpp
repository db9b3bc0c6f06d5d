// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <torch/types.h>
#include <unistd.h>

#include <thread>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/map_watch.h"
#include "tests/core/checkpoints/temporary_folder.h"

namespace v4e {
namespace {

using testing::HasSubstr;

/// A file of weights that is cut while they are in use: as a download that is started again, or a disk that
/// goes.
TEST(LostMap, WeightsOfAFileThatIsCutAreZerosAndAnError) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "weights.safetensors";
  save_safetensors(path, {{"first", torch::ones({1 << 20})}, {"second", torch::ones({1 << 20})}});
  const SafetensorsFile file(path);
  const at::Tensor first = file.read("first");
  const at::Tensor second = file.read("second");
  const MapWatch watch;
  ASSERT_EQ(::truncate(path.c_str(), 4096), 0);
  double sum = -1;
  std::thread reader([&] { sum = second.sum().item<double>(); });  // as a worker's thread
  reader.join();
  EXPECT_EQ(sum, 0);
  EXPECT_TRUE(watch.has_lost());
  EXPECT_LT(first.sum().item<double>(), 4096);
  try {
    watch.check();
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::FileUnreadable);
    EXPECT_THAT(error.what(), HasSubstr(path.string()));
    EXPECT_THAT(error.what(), HasSubstr("cut"));
  }
  EXPECT_FALSE(MapWatch().has_lost()) << "what begins now has nothing to do with it";
}

TEST(LostMap, AFileThatStaysIsRead) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "weights.safetensors";
  save_safetensors(path, {{"only", torch::ones({1 << 20})}});
  const MapWatch watch;
  const at::Tensor only = SafetensorsFile(path).read("only");
  std::filesystem::remove(path);
  EXPECT_EQ(only.sum().item<double>(), 1 << 20);
  EXPECT_FALSE(watch.has_lost());
}

}  // namespace
}  // namespace v4e
