// SPDX-License-Identifier: GPL-3.0-or-later
// A program that was built without Arrow's library says so.
#include <gmock/gmock.h>

#include "core/base/error.h"
#include "core/dataset/dataset.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

TEST(ColumnFiles, AreNotReadWithoutTheirLibrary) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "train.parquet", "PAR1");
  try {
    static_cast<void>(read_dataset(folder.path()));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
    EXPECT_THAT(error.what(), testing::HasSubstr("pyarrow"));
  }
}

}  // namespace
}  // namespace v4e
