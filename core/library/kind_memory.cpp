// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/kind_memory.h"

#include <ATen/ATen.h>
#include <c10/util/accumulate.h>

#include <algorithm>
#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/resources.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kValues = 16;

constexpr std::size_t kLoraTensors = 8;
constexpr std::uint64_t kHashStart = 0xcbf29ce484222325U;

/// FNV-1a of 64 bits: a name for a few values, no guard against forgery.
void add(std::uint64_t& hash, std::uint8_t byte) {
  hash = (hash ^ byte) * 0x100000001b3U;
}

void add(std::uint64_t& hash, const std::string& text) {
  for (const char c : text) add(hash, static_cast<std::uint8_t>(c));
}

/// The first few.
void add(std::uint64_t& hash, const at::Tensor& tensor) {
  const at::Tensor all = tensor.flatten();
  const at::Tensor values = all.narrow(0, 0, std::min(kValues, all.numel()));
  const at::Tensor bits = values.to(at::kBFloat16).contiguous().view(at::kShort);
  for (std::int64_t i = 0; i < bits.numel(); ++i) {
    const auto value = static_cast<std::uint16_t>(bits[i].item<std::int16_t>());
    for (const int shift : {0, 8}) add(hash, static_cast<std::uint8_t>(value >> shift));
  }
}

std::string hash_text(std::uint64_t hash) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
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
  std::uint64_t hash = kHashStart;
  for (const char* name : {"scale_shift_table", "blocks.0.scale_shift_table"}) {
    if (!weights.contains(name)) return {};
    add(hash, weights.read(name));
  }
  return hash_text(hash);
}

std::string lora_fingerprint(const StateDictReader& lora) {
  std::uint64_t hash = kHashStart;
  std::size_t read = 0;
  for (const std::string& name : lora.names()) {
    const TensorInfo info = lora.info(name);
    add(hash, name + shape_text(info.shape));
    // Numbers by themselves are how it is scaled: all of one tool have the same.
    if (c10::multiply_integers(info.shape) < 2 || ++read > kLoraTensors) continue;
    add(hash, lora.read(name));
  }
  return read == 0 ? std::string() : "lora-" + hash_text(hash);
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
  static std::mutex one_at_a_time;  // answers come from several threads
  const std::scoped_lock lock(one_at_a_time);
  nlohmann::json memory = read_memory();
  memory[fingerprint] = id;
  std::error_code ignored;
  fs::create_directories(file.parent_path(), ignored);
  write_json_file(file, memory);
}

}  // namespace v4e
