// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"

namespace v4e {

/// One of the two ways in which a file's columns are stored.
class ColumnSource {
 public:
  virtual ~ColumnSource() = default;

  [[nodiscard]] virtual const arrow::Schema& schema() const = 0;
  [[nodiscard]] virtual std::int64_t rows() const = 0;
  /// Batches of all columns but these, in the order of rows, and for each of these which rows have a value.
  using TakeBatch = std::function<void(const arrow::RecordBatch& fields, std::int64_t first_row,
                                       const std::vector<std::vector<bool>>& has_picture)>;
  virtual void for_each_batch(const std::vector<std::string>& pictures, const TakeBatch& take,
                              const RunContext& context) = 0;
  /// A column of one row, as an array of length 1.
  [[nodiscard]] virtual std::shared_ptr<arrow::Array> value(std::int64_t row, int column,
                                                            const RunContext& context) = 0;
};

/// Throw Error(FileMalformed) with `path` where the file is not what it should be.
[[nodiscard]] std::unique_ptr<ColumnSource> open_parquet(const std::filesystem::path& path);
[[nodiscard]] std::unique_ptr<ColumnSource> open_ipc(const std::filesystem::path& path);

/// Throws Error(FileMalformed), Error(OutOfMemory) where that is what the library says.
void require(const arrow::Status& status, const std::filesystem::path& path);

template <typename Value>
[[nodiscard]] Value require(arrow::Result<Value> result, const std::filesystem::path& path) {
  require(result.status(), path);
  return std::move(result).ValueUnsafe();
}

/// Whether a column holds pictures.
[[nodiscard]] bool is_picture_type(const arrow::DataType& type);
/// Whether the value at `index` of a column of pictures is there.
[[nodiscard]] bool has_picture(const arrow::Array& array, std::int64_t index);

/// A picture's value.
struct PictureValue {
  std::string bytes;
  std::string path;  ///< where there are no bytes
};
/// Nothing where it is null. Throws Error(FileMalformed) above `max_bytes`.
[[nodiscard]] std::optional<PictureValue> picture_value(const arrow::Array& array, std::int64_t index,
                                                        std::uint64_t max_bytes,
                                                        const std::filesystem::path& path);

/// A text, number or list of texts as JSON; null for anything else.
[[nodiscard]] nlohmann::json field_value(const arrow::Array& array, std::int64_t index);

}  // namespace v4e
