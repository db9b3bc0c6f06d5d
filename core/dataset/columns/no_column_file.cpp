// SPDX-License-Identifier: GPL-3.0-or-later
// For programs that are built without Arrow's library.
#include "core/base/error.h"
#include "core/dataset/column_file.h"

namespace v4e {

struct ColumnFile::State {};

ColumnFile::ColumnFile(const std::filesystem::path& path) {
  throw Error(
      ErrorCode::Unsupported,
      path.string() +
          ": this program was built without Parquet and Arrow; build it with the Python package pyarrow "
          "(V4E_ARROW_PYTHON), or unpack the file into pictures and a list pairs.jsonl with source, target "
          "and instruction");
}

ColumnFile::~ColumnFile() = default;
ColumnFile::ColumnFile(ColumnFile&&) noexcept = default;
ColumnFile& ColumnFile::operator=(ColumnFile&&) noexcept = default;

const std::vector<std::string>& ColumnFile::picture_columns() const {
  static const std::vector<std::string> none;
  return none;
}

void ColumnFile::for_each_row(const std::function<void(const nlohmann::json&, std::int64_t)>&,
                              const RunContext&) const {}

std::string ColumnFile::picture(const std::string&, std::uint64_t, const RunContext&) const {
  return {};
}

}  // namespace v4e
