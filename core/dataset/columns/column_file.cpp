// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/column_file.h"

#include <arrow/type.h>

#include <charconv>
#include <fstream>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/columns/column_source.h"

namespace v4e {

namespace fs = std::filesystem;

struct ColumnFile::State {
  fs::path path;
  std::unique_ptr<ColumnSource> source;
  std::vector<std::string> pictures;
};

namespace {

constexpr std::string_view kLfs = "version https://git-lfs";
constexpr std::string_view kParquet = "PAR1";

/// What the library throws or crashes on is found before it, where it can be.
void check_ends(const fs::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string());
  const auto size = static_cast<std::int64_t>(file.tellg());
  const auto bytes_at = [&](std::int64_t at, std::size_t count) {
    std::string bytes(count, '\0');
    file.seekg(at);
    file.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(file.gcount()));
    file.clear();
    return bytes;
  };
  if (bytes_at(0, kLfs.size()) == kLfs)
    throw Error(ErrorCode::FileMalformed,
                path.string() +
                    ": is a pointer of Git LFS, not the data: fetch the files (git lfs "
                    "pull)");
  if (path.extension() != ".parquet") return;
  if (bytes_at(0, kParquet.size()) != kParquet)
    throw Error(ErrorCode::FileMalformed, path.string() + ": is no Parquet file");
  const auto mark = static_cast<std::int64_t>(kParquet.size());
  if (size < 3 * mark || bytes_at(size - mark, kParquet.size()) != kParquet)
    throw Error(ErrorCode::FileMalformed, path.string() + ": the file is cut off: fetch it again");
}

/// The library throws exceptions of its own here and there.
template <typename Work>
auto translated(const fs::path& path, const Work& work) {
  try {
    return work();
  } catch (const Error&) {
    throw;
  } catch (const Cancelled&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::OutOfMemory, path.string() + ": not enough memory for a part of it");
  } catch (const std::exception& error) {
    throw Error(ErrorCode::FileMalformed, path.string() + ": cannot be read as Parquet or Arrow (" +
                                              readable(cut_text(error.what(), 300)) + ")");
  }
}

/// "ROW/COLUMN"
std::pair<std::int64_t, std::string> row_and_column(const std::string& member) {
  std::int64_t row = -1;
  const auto slash = member.find('/');
  if (slash == std::string::npos) return {row, {}};
  const auto [end, failure] = std::from_chars(member.data(), member.data() + slash, row);
  if (failure != std::errc() || end != member.data() + slash) row = -1;
  return {row, member.substr(slash + 1)};
}

/// A picture that lies beside its table, by a path that leads nowhere else.
std::string bytes_beside(const fs::path& table, const std::string& name, std::uint64_t max_bytes) {
  const fs::path relative = fs::path(name).lexically_normal();
  const bool leads_out = relative.is_absolute() || relative.empty() || *relative.begin() == "..";
  if (leads_out)
    throw Error(
        ErrorCode::FileMalformed,
        table.string() + ": names a picture outside of its folder, and does not hold it: " + readable(name));
  return read_file(table.parent_path() / relative, max_bytes);
}

}  // namespace

ColumnFile::ColumnFile(const fs::path& path) : state_(std::make_unique<State>()) {
  state_->path = path;
  check_ends(path);
  translated(path, [&] {
    state_->source = path.extension() == ".parquet" ? open_parquet(path) : open_ipc(path);
    for (const auto& field : state_->source->schema().fields()) {
      if (!is_picture_type(*field->type())) continue;
      if (state_->source->schema().GetFieldIndex(field->name()) < 0)
        throw Error(ErrorCode::FileMalformed,
                    path.string() + ": two columns are called " + readable(field->name()));
      state_->pictures.push_back(field->name());
    }
  });
}

ColumnFile::~ColumnFile() = default;
ColumnFile::ColumnFile(ColumnFile&&) noexcept = default;
ColumnFile& ColumnFile::operator=(ColumnFile&&) noexcept = default;

const std::vector<std::string>& ColumnFile::picture_columns() const {
  return state_->pictures;
}

void ColumnFile::for_each_row(const std::function<void(const nlohmann::json&, std::int64_t)>& take,
                              const RunContext& context) const {
  const std::string name = state_->path.filename().string();
  const auto take_batch = [&](const arrow::RecordBatch& fields, std::int64_t first,
                              const std::vector<std::vector<bool>>& has_picture) {
    const std::int64_t rows =
        has_picture.empty() ? fields.num_rows() : static_cast<std::int64_t>(has_picture.front().size());
    for (std::int64_t row = 0; row < rows; ++row) {
      nlohmann::json object = nlohmann::json::object();
      for (int column = 0; column < fields.num_columns(); ++column) {
        nlohmann::json value = field_value(*fields.column(column), row);
        if (!value.is_null()) object[readable(fields.column_name(column))] = std::move(value);
      }
      for (std::size_t i = 0; i < has_picture.size(); ++i) {
        if (has_picture[i][static_cast<std::size_t>(row)])
          object[readable(state_->pictures[i])] =
              readable(name) + "!" + std::to_string(first + row) + "/" + readable(state_->pictures[i]);
      }
      take(object, first + row);
    }
  };
  translated(state_->path, [&] { state_->source->for_each_batch(state_->pictures, take_batch, context); });
}

std::string ColumnFile::picture(const std::string& member, std::uint64_t max_bytes,
                                const RunContext& context) const {
  const auto [row, name] = row_and_column(member);
  const int column = state_->source->schema().GetFieldIndex(name);
  const std::string place = state_->path.string() + "!" + member;
  if (row < 0 || row >= state_->source->rows() || column < 0 ||
      !is_picture_type(*state_->source->schema().field(column)->type()))
    throw Error(ErrorCode::FileUnreadable, place + ": there is no such row, or no such column of pictures");
  return translated(state_->path, [&, row = row] {
    const auto value =
        picture_value(*state_->source->value(row, column, context), 0, max_bytes, state_->path);
    if (!value) throw Error(ErrorCode::FileMalformed, place + ": the row has no picture there");
    return value->bytes.empty() && !value->path.empty() ? bytes_beside(state_->path, value->path, max_bytes)
                                                        : value->bytes;
  });
}

}  // namespace v4e
