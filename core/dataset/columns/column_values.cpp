// SPDX-License-Identifier: GPL-3.0-or-later
#include <arrow/array.h>
#include <arrow/type.h>

#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/dataset/columns/column_source.h"

namespace v4e {
namespace {

constexpr const char* kBytes = "bytes";
constexpr const char* kPath = "path";

bool is_bytes(const arrow::DataType& type) {
  return type.id() == arrow::Type::BINARY || type.id() == arrow::Type::LARGE_BINARY;
}

/// Of a type that holds bytes or text.
std::string_view view_of(const arrow::Array& array, std::int64_t index) {
  switch (array.type_id()) {
    case arrow::Type::BINARY:
    case arrow::Type::STRING:
      return static_cast<const arrow::BinaryArray&>(array).GetView(index);
    case arrow::Type::LARGE_BINARY:
    case arrow::Type::LARGE_STRING:
      return static_cast<const arrow::LargeBinaryArray&>(array).GetView(index);
    default:
      return {};
  }
}

bool is_text(const arrow::DataType& type) {
  return type.id() == arrow::Type::STRING || type.id() == arrow::Type::LARGE_STRING;
}

template <typename Array>
nlohmann::json number_at(const arrow::Array& array, std::int64_t index) {
  return static_cast<const Array&>(array).Value(index);
}

template <typename List>
nlohmann::json texts_at(const arrow::Array& array, std::int64_t index) {
  const auto& list = static_cast<const List&>(array);
  const arrow::Array& values = *list.values();
  if (!is_text(*values.type())) return nullptr;
  nlohmann::json texts = nlohmann::json::array();
  for (std::int64_t i = list.value_offset(index); i < list.value_offset(index + 1); ++i) {
    if (!values.IsNull(i)) texts.push_back(readable(view_of(values, i)));
  }
  return texts;
}

/// The children of a structure of bytes and path; null where there is no such child.
std::shared_ptr<arrow::Array> child(const arrow::Array& array, const char* name) {
  return static_cast<const arrow::StructArray&>(array).GetFieldByName(name);
}

}  // namespace

void require(const arrow::Status& status, const std::filesystem::path& path) {
  if (status.ok()) return;
  const auto code = status.IsOutOfMemory() ? ErrorCode::OutOfMemory : ErrorCode::FileMalformed;
  throw Error(code, path.string() + ": cannot be read as Parquet or Arrow (" +
                        readable(cut_text(status.message(), 300)) + "); was it fetched whole?");
}

bool is_picture_type(const arrow::DataType& type) {
  if (is_bytes(type)) return true;
  if (type.id() != arrow::Type::STRUCT) return false;
  const auto field = static_cast<const arrow::StructType&>(type).GetFieldByName(kBytes);
  return field && is_bytes(*field->type());
}

bool has_picture(const arrow::Array& array, std::int64_t index) {
  if (array.IsNull(index)) return false;
  if (array.type_id() != arrow::Type::STRUCT) return true;
  if (!child(array, kBytes)->IsNull(index)) return true;
  const auto path = child(array, kPath);
  return path && !path->IsNull(index);
}

std::optional<PictureValue> picture_value(const arrow::Array& array, std::int64_t index,
                                          std::uint64_t max_bytes, const std::filesystem::path& path) {
  if (!has_picture(array, index)) return std::nullopt;
  const bool is_struct = array.type_id() == arrow::Type::STRUCT;
  const std::shared_ptr<arrow::Array> inner = is_struct ? child(array, kBytes) : nullptr;
  const arrow::Array& bytes = is_struct ? *inner : array;
  if (!bytes.IsNull(index)) {
    const std::string_view view = view_of(bytes, index);
    if (view.size() > max_bytes)
      throw Error(ErrorCode::FileMalformed, path.string() + ": a picture in it is larger than any picture");
    return PictureValue{.bytes = std::string(view), .path = {}};
  }
  return PictureValue{.bytes = {}, .path = std::string(view_of(*child(array, kPath), index))};
}

nlohmann::json field_value(const arrow::Array& array, std::int64_t index) {
  if (array.IsNull(index)) return nullptr;
  switch (array.type_id()) {
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
      return readable(view_of(array, index));
    case arrow::Type::BOOL:
      return number_at<arrow::BooleanArray>(array, index);
    case arrow::Type::INT8:
      return number_at<arrow::Int8Array>(array, index);
    case arrow::Type::INT16:
      return number_at<arrow::Int16Array>(array, index);
    case arrow::Type::INT32:
      return number_at<arrow::Int32Array>(array, index);
    case arrow::Type::INT64:
      return number_at<arrow::Int64Array>(array, index);
    case arrow::Type::UINT8:
      return number_at<arrow::UInt8Array>(array, index);
    case arrow::Type::UINT16:
      return number_at<arrow::UInt16Array>(array, index);
    case arrow::Type::UINT32:
      return number_at<arrow::UInt32Array>(array, index);
    case arrow::Type::UINT64:
      return number_at<arrow::UInt64Array>(array, index);
    case arrow::Type::FLOAT:
      return number_at<arrow::FloatArray>(array, index);
    case arrow::Type::DOUBLE:
      return number_at<arrow::DoubleArray>(array, index);
    case arrow::Type::LIST:
      return texts_at<arrow::ListArray>(array, index);
    case arrow::Type::LARGE_LIST:
      return texts_at<arrow::LargeListArray>(array, index);
    default:
      return nullptr;
  }
}

}  // namespace v4e
