// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_dit/wan_dit_config.h"

#include "core/base/error.h"
#include "core/models/json_fields.h"

namespace v4e {
namespace {

constexpr std::int64_t kMaxWidth = 1 << 16;
constexpr std::int64_t kMaxParameters = std::int64_t{1} << 40;

void require(bool condition, const std::string& message) {
  if (!condition) throw Error(ErrorCode::InvalidArgument, "transformer configuration: " + message);
}

void require_range(std::int64_t value, std::int64_t high, const char* name) {
  require(value >= 1 && value <= high,
          std::string(name) + ": expected 1 to " + std::to_string(high) + ", found " + std::to_string(value));
}

/// Values of diffusers' configuration that exist but have only one implemented meaning.
void check_fixed_values(JsonFields& fields, const std::string& origin) {
  static_cast<void>(fields.text("_class_name", "WanTransformer3DModel",
                                {"WanTransformer3DModel", "ChronoEditTransformer3DModel"}));
  static_cast<void>(fields.text("qk_norm", "rms_norm_across_heads", {"rms_norm_across_heads"}));
  if (!fields.boolean("cross_attn_norm", true)) {
    throw Error(ErrorCode::Unsupported, origin + ": cross_attn_norm: false is not supported");
  }
}

void check_image_branch(const WanDitConfig& config, std::optional<std::int64_t> added_kv_proj_dim,
                        const std::string& origin) {
  const bool image = config.image_dim.has_value();
  if (image != added_kv_proj_dim.has_value() || (image && *added_kv_proj_dim != config.width())) {
    throw Error(ErrorCode::FileMalformed,
                origin + ": added_kv_proj_dim: expected " +
                    (image ? std::to_string(config.width()) : "null") + " beside this image_dim, found " +
                    (added_kv_proj_dim ? std::to_string(*added_kv_proj_dim) : "null"));
  }
}

}  // namespace

WanDitConfig WanDitConfig::from_json(const nlohmann::json& json, const std::string& origin) {
  JsonFields fields(json, origin);
  check_fixed_values(fields, origin);
  WanDitConfig config;
  const auto patch = fields.integers("patch_size", {1, 2, 2}, 1, 16);
  config.patch_size = {patch[0], patch[1], patch[2]};
  config.num_attention_heads = fields.required_integer("num_attention_heads", 1, 1024);
  config.attention_head_dim = fields.required_integer("attention_head_dim", 6, 1024);
  config.in_channels = fields.required_integer("in_channels", 1, 1024);
  config.out_channels = fields.integer("out_channels", 16, 1, 1024);
  config.text_dim = fields.integer("text_dim", 4096, 1, kMaxWidth);
  config.text_len = fields.integer("text_len", 512, 1, 8192);
  config.freq_dim = fields.integer("freq_dim", 256, 2, kMaxWidth);
  config.ffn_dim = fields.required_integer("ffn_dim", 1, 4 * kMaxWidth);
  config.ffn_depthwise = fields.boolean("ffn_depthwise", false);
  config.num_layers = fields.required_integer("num_layers", 1, 1024);
  config.eps = fields.number("eps", 1e-6, 0.0, 1.0);
  config.image_dim = fields.optional_integer("image_dim", 1, kMaxWidth);
  config.pos_embed_seq_len = fields.optional_integer("pos_embed_seq_len", 1, 8192);
  config.rope_max_seq_len = fields.integer("rope_max_seq_len", 1024, 1, 1 << 16);
  config.rope_temporal_skip_len = fields.optional_integer("rope_temporal_skip_len", 1, 1024);
  const auto added_kv_proj_dim = fields.optional_integer("added_kv_proj_dim", 1, kMaxWidth);
  // SamplingConfig's:
  fields.ignore({"prediction", "source_on_every_frame", "denoise_first_latent", "region_channels"});
  fields.warn_unread();
  try {
    config.validate();
  } catch (const Error& error) {
    throw Error(ErrorCode::FileMalformed, origin + ": " + error.what());
  }
  check_image_branch(config, added_kv_proj_dim, origin);
  return config;
}

nlohmann::json WanDitConfig::to_json() const {
  const auto or_null = [](std::optional<std::int64_t> value) {
    return value ? nlohmann::json(*value) : nlohmann::json();
  };
  nlohmann::json json = {
      {"_class_name", rope_temporal_skip_len ? "ChronoEditTransformer3DModel" : "WanTransformer3DModel"},
      {"patch_size", patch_size},
      {"num_attention_heads", num_attention_heads},
      {"attention_head_dim", attention_head_dim},
      {"in_channels", in_channels},
      {"out_channels", out_channels},
      {"text_dim", text_dim},
      {"freq_dim", freq_dim},
      {"ffn_dim", ffn_dim},
      {"num_layers", num_layers},
      {"cross_attn_norm", true},
      {"qk_norm", "rms_norm_across_heads"},
      {"eps", eps},
      {"image_dim", or_null(image_dim)},
      {"added_kv_proj_dim", image_dim ? nlohmann::json(width()) : nlohmann::json()},
      {"rope_max_seq_len", rope_max_seq_len},
      {"pos_embed_seq_len", or_null(pos_embed_seq_len)},
  };
  if (rope_temporal_skip_len) json["rope_temporal_skip_len"] = *rope_temporal_skip_len;
  if (text_len != 512) json["text_len"] = text_len;
  if (ffn_depthwise) json["ffn_depthwise"] = true;
  return json;
}

void WanDitConfig::validate() const {
  for (const std::int64_t side : patch_size) require_range(side, 16, "patch_size");
  require_range(num_attention_heads, 1024, "num_attention_heads");
  require_range(attention_head_dim, 1024, "attention_head_dim");
  require(
      attention_head_dim >= 6 && attention_head_dim % 2 == 0,
      "attention_head_dim: expected an even number from 6 up, found " + std::to_string(attention_head_dim));
  require_range(width(), kMaxWidth, "num_attention_heads * attention_head_dim");
  require_range(in_channels, 1024, "in_channels");
  require_range(out_channels, 1024, "out_channels");
  require_range(text_dim, kMaxWidth, "text_dim");
  require_range(text_len, 8192, "text_len");
  require_range(freq_dim, kMaxWidth, "freq_dim");
  require(freq_dim % 2 == 0, "freq_dim: expected an even number, found " + std::to_string(freq_dim));
  require_range(ffn_dim, 4 * kMaxWidth, "ffn_dim");
  require_range(num_layers, 1024, "num_layers");
  require_range(rope_max_seq_len, 1 << 16, "rope_max_seq_len");
  require(eps >= 0.0 && eps <= 1.0, "eps: expected 0 to 1");
  if (image_dim) require_range(*image_dim, kMaxWidth, "image_dim");
  if (pos_embed_seq_len) {
    require_range(*pos_embed_seq_len, 8192, "pos_embed_seq_len");
    require(image_dim.has_value(), "pos_embed_seq_len needs image_dim");
  }
  if (rope_temporal_skip_len) {
    require(*rope_temporal_skip_len >= 1 && *rope_temporal_skip_len <= rope_max_seq_len,
            "rope_temporal_skip_len: expected 1 to rope_max_seq_len");
  }
  // All factors are bounded above, so these products fit 64 bits.
  const std::int64_t per_block = 8 * width() * width() + 2 * width() * ffn_dim;
  require(per_block <= kMaxParameters / num_layers, "more than 2^40 parameters");
}

}  // namespace v4e
