// SPDX-License-Identifier: GPL-3.0-or-later
// Arrow's own formats: the stream that `datasets` saves, and the file. The file is mapped, so that batches,
// which are not packed there, are read from the disk only where they are looked at.
#include <arrow/array.h>
#include <arrow/buffer.h>
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/dataset/columns/column_source.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

using Batches = std::vector<std::shared_ptr<arrow::RecordBatch>>;

constexpr std::string_view kFileMagic = "ARROW1";

bool is_file_format(arrow::io::MemoryMappedFile& file, const fs::path& path) {
  const auto start = require(file.ReadAt(0, static_cast<std::int64_t>(kFileMagic.size())), path);
  return start->ToString() == kFileMagic;
}

class IpcColumns : public ColumnSource {
 public:
  explicit IpcColumns(const fs::path& path)
      : path_(path),
        file_(require(arrow::io::MemoryMappedFile::Open(path.string(), arrow::io::FileMode::READ), path)) {
    if (is_file_format(*file_, path)) {
      const auto reader = require(arrow::ipc::RecordBatchFileReader::Open(file_), path);
      schema_ = reader->schema();
      for (int i = 0; i < reader->num_record_batches(); ++i) add(require(reader->ReadRecordBatch(i), path));
      return;
    }
    const auto reader = require(arrow::ipc::RecordBatchStreamReader::Open(file_), path);
    schema_ = reader->schema();
    for (;;) {
      std::shared_ptr<arrow::RecordBatch> batch;
      require(reader->ReadNext(&batch), path);
      if (!batch) break;
      add(batch);
    }
  }

  [[nodiscard]] const arrow::Schema& schema() const override { return *schema_; }
  [[nodiscard]] std::int64_t rows() const override { return first_rows_.empty() ? 0 : end_; }

  void for_each_batch(const std::vector<std::string>& pictures, const TakeBatch& take,
                      const RunContext& context) override {
    for (std::size_t i = 0; i < batches_.size(); ++i) {
      context.check();
      std::shared_ptr<arrow::RecordBatch> fields = checked(i);
      std::vector<std::vector<bool>> there;
      for (const std::string& name : pictures) {
        const int column = fields->schema()->GetFieldIndex(name);
        const arrow::Array& array = *fields->column(column);
        std::vector<bool>& has = there.emplace_back();
        for (std::int64_t row = 0; row < array.length(); ++row) has.push_back(has_picture(array, row));
        fields = require(fields->RemoveColumn(column), path_);
      }
      take(*fields, first_rows_[i], there);
    }
  }

  [[nodiscard]] std::shared_ptr<arrow::Array> value(std::int64_t row, int column,
                                                    const RunContext&) override {
    const auto after = std::ranges::upper_bound(first_rows_, row);
    const auto place = static_cast<std::size_t>(after - first_rows_.begin()) - 1;
    return checked(place)->column(column)->Slice(row - first_rows_[place], 1);
  }

 private:
  void add(std::shared_ptr<arrow::RecordBatch> batch) {
    first_rows_.push_back(end_);
    end_ += batch->num_rows();
    batches_.push_back(std::move(batch));
    is_checked_.push_back(false);
  }

  /// Offsets in a downloaded file may point anywhere.
  [[nodiscard]] const std::shared_ptr<arrow::RecordBatch>& checked(std::size_t place) {
    if (!is_checked_[place]) require(batches_[place]->ValidateFull(), path_);
    is_checked_[place] = true;
    return batches_[place];
  }

  fs::path path_;
  std::shared_ptr<arrow::io::MemoryMappedFile> file_;
  std::shared_ptr<arrow::Schema> schema_;
  Batches batches_;
  std::vector<bool> is_checked_;
  std::vector<std::int64_t> first_rows_;
  std::int64_t end_ = 0;
};

}  // namespace

std::unique_ptr<ColumnSource> open_ipc(const fs::path& path) {
  return std::make_unique<IpcColumns>(path);
}

}  // namespace v4e
