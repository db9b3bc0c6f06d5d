// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/kind_memory.h"

#include <ATen/ATen.h>

#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/resources.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kValues = 16;

/// FNV-1a of 64 bits: a name for a few values, no guard against forgery.
void add(std::uint64_t& hash, const at::Tensor& values) {
  const at::Tensor bits = values.to(at::kBFloat16).contiguous().view(at::kShort);
  for (std::int64_t i = 0; i < bits.numel(); ++i) {
    const auto value = static_cast<std::uint16_t>(bits[i].item<std::int16_t>());
    for (const int shift : {0, 8}) hash = (hash ^ ((value >> shift) & 0xffU)) * 0x100000001b3U;
  }
}

nlohmann::json read_memory() {
  const fs::path file = kind_memory_file();
  std::error_code ignored;
  if (file.empty() || !fs::exists(file, ignored)) return nlohmann::json::object();
  try {
    nlohmann::json memory = read_json_file(file);
    return memory.is_object() ? memory : nlohmann::json::object();
  } catch (const Error&) {
    return nlohmann::json::object();
  }
}

}  // namespace

std::string release_fingerprint(const StateDictReader& weights) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char* name : {"scale_shift_table", "blocks.0.scale_shift_table"}) {
    if (!weights.contains(name)) return {};
    const at::Tensor values = weights.read(name).flatten();
    add(hash, values.narrow(0, 0, std::min(kValues, values.numel())));
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

fs::path kind_memory_file() {
  const fs::path own = user_data_folder();
  return own.empty() ? fs::path() : own / "model-kinds.json";
}

std::string remembered_kind(const std::string& fingerprint) {
  const nlohmann::json memory = read_memory();
  if (fingerprint.empty() || !memory.contains(fingerprint) || !memory.at(fingerprint).is_string()) return {};
  return memory.at(fingerprint).get<std::string>();
}

void remember_kind(const std::string& fingerprint, const std::string& id) {
  const fs::path file = kind_memory_file();
  if (fingerprint.empty()) return;
  if (file.empty())
    throw Error(ErrorCode::FileUnwritable, "there is no folder to keep the model's kind in: set HOME");
  nlohmann::json memory = read_memory();
  memory[fingerprint] = id;
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  write_json_file(file, memory);
}

}  // namespace v4e
