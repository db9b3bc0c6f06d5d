// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/json_fields.h"

#include "core/base/error.h"
#include "core/base/log.h"

namespace v4e {
namespace {

constexpr std::size_t kMaxWarnings = 8;

std::string range_text(const char* kind, double low, double high) {
  return std::string(kind) + " from " + nlohmann::json(low).dump() + " to " + nlohmann::json(high).dump();
}

std::string excerpt(const nlohmann::json& value) {
  std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 60) + "…";
  return text;
}

bool in_range(const nlohmann::json& value, std::int64_t low, std::int64_t high) {
  if (!value.is_number_integer()) return false;
  // Numbers above 2^63 are stored unsigned; get<int64_t> would wrap them.
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
    return false;
  const auto number = value.get<std::int64_t>();
  return number >= low && number <= high;
}

}  // namespace

JsonFields::JsonFields(const nlohmann::json& json, std::string origin)
    : json_(json), origin_(std::move(origin)) {
  if (!json.is_object()) throw Error(ErrorCode::FileMalformed, origin_ + ": not a JSON object");
}

const nlohmann::json* JsonFields::find(const char* key) {
  read_.insert(key);
  const auto found = json_.find(key);
  return found == json_.end() || found->is_null() ? nullptr : &*found;
}

void JsonFields::reject(const char* key, const std::string& expected, const nlohmann::json& found) const {
  throw Error(ErrorCode::FileMalformed,
              origin_ + ": " + key + ": expected " + expected + ", found " + excerpt(found));
}

std::int64_t JsonFields::integer(const char* key, std::int64_t fallback, std::int64_t low,
                                 std::int64_t high) {
  return optional_integer(key, low, high).value_or(fallback);
}

std::int64_t JsonFields::required_integer(const char* key, std::int64_t low, std::int64_t high) {
  const auto value = optional_integer(key, low, high);
  if (!value) reject(key, "a whole number", nullptr);
  return *value;
}

std::optional<std::int64_t> JsonFields::optional_integer(const char* key, std::int64_t low,
                                                         std::int64_t high) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!in_range(*value, low, high)) {
    reject(key, "a whole number from " + std::to_string(low) + " to " + std::to_string(high), *value);
  }
  return value->get<std::int64_t>();
}

double JsonFields::number(const char* key, double fallback, double low, double high) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return fallback;
  const double number = value->is_number() ? value->get<double>() : low - 1.0;
  if (!(number >= low && number <= high)) reject(key, range_text("a number", low, high), *value);
  return number;
}

bool JsonFields::boolean(const char* key, bool fallback) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return fallback;
  if (!value->is_boolean()) reject(key, "true or false", *value);
  return value->get<bool>();
}

std::string JsonFields::text(const char* key, const char* fallback,
                             std::initializer_list<const char*> known) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return fallback;
  if (!value->is_string()) reject(key, "a text", *value);
  std::string list;
  for (const char* item : known) {
    if (*value == item) return item;
    list += (list.empty() ? "" : ", ") + std::string(item);
  }
  throw Error(ErrorCode::Unsupported,
              origin_ + ": " + key + ": " + excerpt(*value) + " is not supported (known: " + list + ")");
}

std::vector<std::int64_t> JsonFields::integers(const char* key, std::vector<std::int64_t> fallback,
                                               std::int64_t low, std::int64_t high) {
  const nlohmann::json* value = find(key);
  if (value == nullptr) return fallback;
  std::vector<std::int64_t> numbers;
  bool good = value->is_array() && value->size() == fallback.size();
  for (std::size_t i = 0; good && i < fallback.size(); ++i) {
    good = in_range((*value)[i], low, high);
    if (good) numbers.push_back((*value)[i].get<std::int64_t>());
  }
  if (!good) {
    reject(key,
           std::to_string(fallback.size()) + " whole numbers from " + std::to_string(low) + " to " +
               std::to_string(high),
           *value);
  }
  return numbers;
}

void JsonFields::ignore(std::initializer_list<const char*> keys) {
  read_.insert(keys.begin(), keys.end());
}

void JsonFields::warn_unread() const {
  std::size_t unknown = 0;
  for (const auto& [key, value] : json_.items()) {
    if (key.starts_with("_") || read_.count(key) > 0) continue;
    if (++unknown <= kMaxWarnings) logger("checkpoint").warn("{}: unknown key {} is ignored", origin_, key);
  }
  if (unknown > kMaxWarnings)
    logger("checkpoint").warn("{}: so are {} more", origin_, unknown - kMaxWarnings);
}

}  // namespace v4e
