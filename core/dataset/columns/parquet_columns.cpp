// SPDX-License-Identifier: GPL-3.0-or-later
// Parquet, by row groups. Pictures are decoded one after the other; going back to an earlier one begins its
// row group anew.
#include <arrow/array.h>
#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/dataset/columns/column_source.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kFieldRows = 1024;  // of a batch without pictures

using FileReader = parquet::arrow::FileReader;
using BatchReader = arrow::RecordBatchReader;

std::unique_ptr<FileReader> open_reader(const fs::path& path, std::int64_t batch_rows) {
  parquet::ArrowReaderProperties properties;
  properties.set_batch_size(batch_rows);
  properties.set_pre_buffer(false);  // it would read a row group's pictures at once
  properties.set_use_threads(false);
  // Pages are read as they are needed, not a column of a row group at once.
  parquet::ReaderProperties stream = parquet::default_reader_properties();
  stream.enable_buffered_stream();
  parquet::arrow::FileReaderBuilder builder;
  const auto file = require(arrow::io::ReadableFile::Open(path.string()), path);
  require(builder.Open(file, stream), path);
  builder.properties(properties);
  return require(builder.Build(), path);
}

/// Where a column of pictures is being read.
struct Cursor {
  int group = -1;
  std::int64_t next = 0;  ///< row in the group
  std::unique_ptr<BatchReader> batches;
};

class ParquetColumns : public ColumnSource {
 public:
  explicit ParquetColumns(const fs::path& path)
      : path_(path), fields_(open_reader(path, kFieldRows)), pictures_(open_reader(path, 1)) {
    require(fields_->GetSchema(&schema_), path);
    const auto metadata = fields_->parquet_reader()->metadata();
    for (int group = 0; group < metadata->num_row_groups(); ++group) {
      first_rows_.push_back(end_);
      end_ += metadata->RowGroup(group)->num_rows();
    }
    list_leaves(*metadata->schema());
  }

  [[nodiscard]] const arrow::Schema& schema() const override { return *schema_; }
  [[nodiscard]] std::int64_t rows() const override { return end_; }

  void for_each_batch(const std::vector<std::string>& pictures, const TakeBatch& take,
                      const RunContext& context) override {
    std::vector<int> leaves;
    for (int column = 0; column < schema_->num_fields(); ++column) {
      const bool is_picture = std::ranges::find(pictures, schema_->field(column)->name()) != pictures.end();
      if (!is_picture) leaves.insert(leaves.end(), leaves_of(column).begin(), leaves_of(column).end());
    }
    for (int group = 0; group < static_cast<int>(first_rows_.size()); ++group)
      read_group(group, leaves, pictures, take, context);
  }

  [[nodiscard]] std::shared_ptr<arrow::Array> value(std::int64_t row, int column,
                                                    const RunContext& context) override {
    const auto after = std::ranges::upper_bound(first_rows_, row);
    const int group = static_cast<int>(after - first_rows_.begin()) - 1;
    const std::int64_t in_group = row - first_rows_[static_cast<std::size_t>(group)];
    Cursor& cursor = cursors_[column];
    if (cursor.group != group || cursor.next > in_group)
      cursor = {.group = group, .next = 0, .batches = batches_of(*pictures_, group, leaves_of(column))};
    for (;;) {
      context.check();
      std::shared_ptr<arrow::RecordBatch> batch;
      require(cursor.batches->ReadNext(&batch), path_);
      if (!batch || batch->num_rows() != 1 || batch->num_columns() != 1) {
        cursor = {};
        throw Error(ErrorCode::FileMalformed, path_.string() + ": a column ends before its rows do");
      }
      if (cursor.next++ < in_group) continue;
      require(batch->ValidateFull(), path_);
      return batch->column(0);
    }
  }

 private:
  /// The leaves of each column: a structure has several.
  void list_leaves(const parquet::SchemaDescriptor& schema) {
    leaves_.resize(static_cast<std::size_t>(schema_->num_fields()));
    for (int leaf = 0; leaf < schema.num_columns(); ++leaf) {
      const int column = schema.group_node()->FieldIndex(*schema.GetColumnRoot(leaf));
      if (column >= 0 && column < schema_->num_fields())
        leaves_[static_cast<std::size_t>(column)].push_back(leaf);
    }
  }

  [[nodiscard]] const std::vector<int>& leaves_of(int column) const {
    return leaves_[static_cast<std::size_t>(column)];
  }

  [[nodiscard]] std::unique_ptr<BatchReader> batches_of(FileReader& reader, int group,
                                                        const std::vector<int>& leaves) const {
    return require(reader.GetRecordBatchReader({group}, leaves), path_);
  }

  void read_group(int group, const std::vector<int>& leaves, const std::vector<std::string>& pictures,
                  const TakeBatch& take, const RunContext& context) {
    const std::int64_t first = first_rows_[static_cast<std::size_t>(group)];
    const std::int64_t rows = fields_->parquet_reader()->metadata()->RowGroup(group)->num_rows();
    std::vector<std::vector<bool>> there;
    for (const std::string& name : pictures) there.push_back(presence(group, rows, name, context));
    if (leaves.empty()) {
      // There are pictures only: batches of no columns still count rows.
      take(*arrow::RecordBatch::Make(arrow::schema({}), rows, arrow::ArrayVector{}), first, there);
      return;
    }
    const auto batches = batches_of(*fields_, group, leaves);
    std::int64_t done = 0;
    for (;;) {
      context.check();
      std::shared_ptr<arrow::RecordBatch> batch;
      require(batches->ReadNext(&batch), path_);
      if (!batch) break;
      require(batch->ValidateFull(), path_);
      if (batch->num_rows() > rows - done) break;
      std::vector<std::vector<bool>> there_here;
      for (const auto& all : there) {
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(done);
        there_here.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(batch->num_rows()));
      }
      take(*batch, first + done, there_here);
      done += batch->num_rows();
    }
    if (done != rows)
      throw Error(ErrorCode::FileMalformed, path_.string() + ": a column ends before its rows do");
  }

  /// Which rows of a group have a picture: all where its makers wrote down that none is null, else they are
  /// read.
  [[nodiscard]] std::vector<bool> presence(int group, std::int64_t rows, const std::string& name,
                                           const RunContext& context) {
    const int column = schema_->GetFieldIndex(name);
    const auto chunks = fields_->parquet_reader()->metadata()->RowGroup(group);
    const auto is_full = [&](int leaf) {
      const auto statistics = chunks->ColumnChunk(leaf)->statistics();
      return statistics && statistics->HasNullCount() && statistics->null_count() == 0;
    };
    std::vector<bool> there(static_cast<std::size_t>(rows), true);
    if (std::ranges::any_of(leaves_of(column), is_full)) return there;
    const std::int64_t first = first_rows_[static_cast<std::size_t>(group)];
    for (std::int64_t row = 0; row < rows; ++row)
      there[static_cast<std::size_t>(row)] = has_picture(*value(first + row, column, context), 0);
    return there;
  }

  fs::path path_;
  std::unique_ptr<FileReader> fields_;
  std::unique_ptr<FileReader> pictures_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<std::vector<int>> leaves_;  ///< by column
  std::vector<std::int64_t> first_rows_;  ///< of row groups
  std::int64_t end_ = 0;
  std::map<int, Cursor> cursors_;  ///< by column
};

}  // namespace

std::unique_ptr<ColumnSource> open_parquet(const fs::path& path) {
  return std::make_unique<ParquetColumns>(path);
}

}  // namespace v4e
