// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace v4e {

/// Reads a model's config.json field by field, trusting none of them. Every read names the allowed range, so
/// that a wrong value is refused with its name, what is expected and what was found: Error(FileMalformed), or
/// Error(Unsupported) for a value that exists but is not implemented here.
class JsonFields {
 public:
  /// `origin` names the source in messages. Throws if `json` is not an object.
  JsonFields(const nlohmann::json& json, std::string origin);

  /// A missing key gives `fallback`; so does null.
  [[nodiscard]] std::int64_t integer(const char* key, std::int64_t fallback, std::int64_t low,
                                     std::int64_t high);
  /// Throws if the key is missing or null.
  [[nodiscard]] std::int64_t required_integer(const char* key, std::int64_t low, std::int64_t high);
  [[nodiscard]] std::optional<std::int64_t> optional_integer(const char* key, std::int64_t low,
                                                             std::int64_t high);
  [[nodiscard]] double number(const char* key, double fallback, double low, double high);
  [[nodiscard]] bool boolean(const char* key, bool fallback);
  /// Throws Error(Unsupported) on a text that is not in `known`.
  [[nodiscard]] std::string text(const char* key, const char* fallback,
                                 std::initializer_list<const char*> known);
  /// A list of exactly fallback.size() numbers in range.
  [[nodiscard]] std::vector<std::int64_t> integers(const char* key, std::vector<std::int64_t> fallback,
                                                   std::int64_t low, std::int64_t high);
  /// Keys that may be there but mean nothing to this model.
  void ignore(std::initializer_list<const char*> keys);
  /// Logs a warning for each key that nobody asked for; those starting with "_" are notes of the writer.
  void warn_unread() const;

 private:
  const nlohmann::json* find(const char* key);
  [[noreturn]] void reject(const char* key, const std::string& expected, const nlohmann::json& found) const;

  const nlohmann::json& json_;
  std::string origin_;
  std::set<std::string> read_;
};

}  // namespace v4e
