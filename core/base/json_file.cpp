// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json_file.h"

#include <set>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace v4e {

nlohmann::json parse_json(std::string_view text, std::string_view origin, int max_depth) {
  std::vector<std::set<std::string>> keys;
  const auto guard = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& value) {
    using Event = nlohmann::json::parse_event_t;
    if (depth > max_depth) {
      throw Error(ErrorCode::FileMalformed, std::string(origin) + ": JSON is nested more than " +
                                                std::to_string(max_depth) + " levels deep");
    }
    if (event == Event::object_start) keys.emplace_back();
    if (event == Event::object_end) keys.pop_back();
    if (event == Event::key && !keys.back().insert(value.get<std::string>()).second) {
      throw Error(ErrorCode::FileMalformed,
                  std::string(origin) + ": JSON key " + value.dump() + " appears twice");
    }
    return true;
  };
  try {
    return nlohmann::json::parse(text, guard);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, std::string(origin) + ": not valid JSON (" + error.what() + ")");
  }
}

nlohmann::json read_json_file(const std::filesystem::path& path, std::size_t max_bytes) {
  return parse_json(read_file(path, max_bytes), path.string());
}

void write_json_file(const std::filesystem::path& path, const nlohmann::json& json) {
  AtomicFile file(path);
  file.write(json_text(json) + "\n");
  file.commit();
}

}  // namespace v4e
