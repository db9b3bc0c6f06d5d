// SPDX-License-Identifier: GPL-3.0-or-later
// Reads any bytes as each model's config.json: it must either work or throw v4e::Error. An accepted
// configuration must survive being written and read again, and build its model (which allocates no weights).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/models/clip_vision/clip_vision.h"
#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/wan_dit.h"

namespace {

constexpr std::int64_t kMostLayers = 4;  // building a thousand blocks is sound, but slow

/// Calls `read` and lets it refuse the input.
template <typename Read>
void attempt(const Read& read) {
  try {
    read();
  } catch (const v4e::Error& error) {
    if (error.code() != v4e::ErrorCode::FileMalformed && error.code() != v4e::ErrorCode::Unsupported) throw;
  }
}

template <typename Config>
void expect_round_trip(const Config& config) {
  const auto written = config.to_json();
  if (Config::from_json(written).to_json() != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  const std::string_view text(reinterpret_cast<const char*>(data), size_bytes);
  attempt([&] {
    const nlohmann::json json = v4e::parse_json(text, "fuzz");
    attempt([&] {
      const auto config = v4e::WanDitConfig::from_json(json);
      expect_round_trip(config);
      if (config.num_layers <= kMostLayers) const v4e::WanDit model(config);
    });
    attempt([&] {
      const auto config = v4e::Umt5Config::from_json(json);
      expect_round_trip(config);
      if (config.num_layers <= kMostLayers) const v4e::Umt5Encoder model(config);
    });
    attempt([&] {
      const auto config = v4e::ClipVisionConfig::from_json(json);
      if (config.num_hidden_layers <= kMostLayers) const v4e::ClipVision model(config);
    });
  });
  return 0;
}
