// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/recognise.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace v4e {
namespace {

using Kind = Recognised::Kind;

/// Names with `piece` in them, behind any prefix, are only found in weights that are `text`.
struct Mark {
  std::string_view piece;
  Kind kind;
  std::optional<ModelPart> part;
  std::string_view text;
};

// The first that fits counts: what changes or extends a model before the model itself.
constexpr std::array<Mark, 30> kMarks{{
    {"lora_A", Kind::Lora, {}, "a LoRA"},
    {"lora_down", Kind::Lora, {}, "a LoRA"},
    {"lora.down", Kind::Lora, {}, "a LoRA"},
    {".hada_w1_a", Kind::Lora, {}, "a LoHa"},
    {".lokr_w1", Kind::Lora, {}, "a LoKr"},
    {"vace_patch_embedding.", Kind::Foreign, {}, "the transformer of Wan VACE"},
    {"vace_blocks.0.", Kind::Foreign, {}, "the transformer of Wan VACE"},
    {"control_adapter.", Kind::Foreign, {}, "the transformer of Wan Fun Camera"},
    {"ref_conv.", Kind::Foreign, {}, "the transformer of Wan Fun Control"},
    {"casual_audio_encoder.", Kind::Foreign, {}, "the transformer of Wan2.2 S2V"},
    {"audio_injector.", Kind::Foreign, {}, "the transformer of Wan2.2 S2V"},
    {"face_adapter.", Kind::Foreign, {}, "the transformer of Wan2.2 Animate"},
    {"double_blocks.0.", Kind::Foreign, {}, "a transformer of another family than Wan"},
    {"joint_blocks.0.", Kind::Foreign, {}, "a transformer of another family than Wan"},
    {"transformer_blocks.0.", Kind::Foreign, {}, "a transformer of another family than Wan"},
    {"input_blocks.0.", Kind::Foreign, {}, "a Stable Diffusion model"},
    {"blocks.0.self_attn.norm_q.weight", Kind::Part, ModelPart::Transformer, "a transformer"},
    {"blocks.0.attn1.norm_q.weight", Kind::Part, ModelPart::Transformer, "a transformer"},
    {"encoder.block.0.layer.0.SelfAttention.q.weight", Kind::Part, ModelPart::TextEncoder, "a text encoder"},
    {"enc.blk.0.attn_q.weight", Kind::Part, ModelPart::TextEncoder, "a text encoder"},
    {"decoder.middle.0.residual.0.gamma", Kind::Part, ModelPart::Vae, "a VAE"},
    {"decoder.mid_block.resnets.0.norm1.gamma", Kind::Part, ModelPart::Vae, "a VAE"},
    {"decoder.mid_block.resnets.0.norm1.weight", Kind::Foreign, {}, "the VAE of another family than Wan"},
    {"visual.transformer.0.attn.to_qkv.weight", Kind::Part, ModelPart::ImageEncoder, "an image encoder"},
    {"visual.transformer.resblocks.0.attn.in_proj_weight", Kind::Part, ModelPart::ImageEncoder,
     "an image encoder"},
    {"vision_model.encoder.layers.0.self_attn.q_proj.weight", Kind::Part, ModelPart::ImageEncoder,
     "an image encoder"},
    // Behind the image encoders: the original Wan's file of one holds its text tower as well.
    {"blocks.0.attn.q.weight", Kind::Part, ModelPart::TextEncoder, "a text encoder"},
    {"text_model.encoder.layers.0.self_attn.q_proj.weight", Kind::Foreign, {}, "the text encoder of CLIP"},
    // The name of CLIP's first norm, as it is spelt there: transformers 5 leaves out what stands before it.
    {"pre_layrnorm.weight", Kind::Part, ModelPart::ImageEncoder, "an image encoder"},
    {"lm_head.weight", Kind::Foreign, {}, "a language model"},
}};

}  // namespace

Recognised recognise(const StateDictReader& reader) {
  for (const Mark& mark : kMarks) {
    const bool found =
        std::any_of(reader.names().begin(), reader.names().end(),
                    [&](const std::string& name) { return name.find(mark.piece) != name.npos; });
    if (found) return {mark.kind, mark.part, std::string(mark.text)};
  }
  // A file of nothing but deltas.
  const bool deltas = !reader.names().empty() &&
                      std::all_of(reader.names().begin(), reader.names().end(), [](const std::string& name) {
                        return name.ends_with(".diff") || name.ends_with(".diff_b");
                      });
  if (deltas) return {Kind::Lora, {}, "a LoRA"};
  return {};
}

}  // namespace v4e
