// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_file.h"

#include <string>
#include <unordered_set>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/stand_in.h"
#include "core/base/text.h"

namespace v4e {

namespace {

/// Reads JSON to its end without keeping it, and refuses what is nested too deep or has a key twice. A
/// parser's own callback would look through all of an object again for each one in it.
class StructureCheck final : public nlohmann::json_sax<nlohmann::json> {
 public:
  StructureCheck(std::string_view origin, int max_depth)
      : origin_(origin), max_depth_(static_cast<std::size_t>(max_depth)) {}

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return begin(); }
  bool start_array(std::size_t) override { return begin(); }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }
  bool key(string_t& name) override {
    value();
    if (!keys_.back().insert(name).second)
      throw Error(ErrorCode::FileMalformed,
                  std::string(origin_) + ": JSON key " + nlohmann::json(name).dump() + " appears twice");
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
    throw Error(ErrorCode::FileMalformed, std::string(origin_) + ": not valid JSON (" + error.what() + ")");
  }

 private:
  bool value() const {
    if (keys_.size() > max_depth_)
      throw Error(ErrorCode::FileMalformed, std::string(origin_) + ": JSON is nested more than " +
                                                std::to_string(max_depth_) + " levels deep");
    return true;
  }
  bool begin() {
    value();
    keys_.emplace_back();
    return true;
  }
  bool end() {
    keys_.pop_back();
    return true;
  }

  const std::string_view origin_;
  const std::size_t max_depth_;
  std::vector<std::unordered_set<std::string>> keys_;  ///< of what is open; none of an array
};

}  // namespace

nlohmann::json parse_json(std::string_view text, std::string_view origin, int max_depth) {
  StructureCheck check(origin, max_depth);
  nlohmann::json::sax_parse(text, &check);
  return nlohmann::json::parse(text);
}

nlohmann::json read_json_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const std::string text = read_file(path, max_bytes);
  refuse_stand_in(path, text);
  return parse_json(text, path.string());
}

void write_json_file(const std::filesystem::path& path, const nlohmann::json& json) {
  AtomicFile file(path);
  file.write(json_text(json) + "\n");
  file.commit();
}

}  // namespace v4e
