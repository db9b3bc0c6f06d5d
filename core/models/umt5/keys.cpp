// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/umt5/keys.h"

namespace v4e {

const WeightFamily& umt5_family() {
  static const WeightFamily family{
      ModelPart::TextEncoder,
      {{"transformers names", "encoder.block.0.layer.0.SelfAttention.q.weight", {}},
       {"original Wan names",
        "blocks.0.attn.q.weight",
        {{"token_embedding.weight", "shared.weight"},
         {"blocks.#.norm1.weight", "encoder.block.#.layer.0.layer_norm.weight"},
         {"blocks.#.attn.q.weight", "encoder.block.#.layer.0.SelfAttention.q.weight"},
         {"blocks.#.attn.k.weight", "encoder.block.#.layer.0.SelfAttention.k.weight"},
         {"blocks.#.attn.v.weight", "encoder.block.#.layer.0.SelfAttention.v.weight"},
         {"blocks.#.attn.o.weight", "encoder.block.#.layer.0.SelfAttention.o.weight"},
         {"blocks.#.pos_embedding.embedding.weight",
          "encoder.block.#.layer.0.SelfAttention.relative_attention_bias.weight"},
         {"blocks.#.norm2.weight", "encoder.block.#.layer.1.layer_norm.weight"},
         {"blocks.#.ffn.gate.0.weight", "encoder.block.#.layer.1.DenseReluDense.wi_0.weight"},
         {"blocks.#.ffn.fc1.weight", "encoder.block.#.layer.1.DenseReluDense.wi_1.weight"},
         {"blocks.#.ffn.fc2.weight", "encoder.block.#.layer.1.DenseReluDense.wo.weight"},
         {"norm.weight", "encoder.final_layer_norm.weight"}}},
       {"GGUF names",
        "enc.blk.0.attn_q.weight",
        {{"token_embd.weight", "shared.weight"},
         {"enc.blk.#.attn_norm.weight", "encoder.block.#.layer.0.layer_norm.weight"},
         {"enc.blk.#.attn_q.weight", "encoder.block.#.layer.0.SelfAttention.q.weight"},
         {"enc.blk.#.attn_k.weight", "encoder.block.#.layer.0.SelfAttention.k.weight"},
         {"enc.blk.#.attn_v.weight", "encoder.block.#.layer.0.SelfAttention.v.weight"},
         {"enc.blk.#.attn_o.weight", "encoder.block.#.layer.0.SelfAttention.o.weight"},
         {"enc.blk.#.attn_rel_b.weight",
          "encoder.block.#.layer.0.SelfAttention.relative_attention_bias.weight"},
         {"enc.blk.#.ffn_norm.weight", "encoder.block.#.layer.1.layer_norm.weight"},
         {"enc.blk.#.ffn_gate.weight", "encoder.block.#.layer.1.DenseReluDense.wi_0.weight"},
         {"enc.blk.#.ffn_up.weight", "encoder.block.#.layer.1.DenseReluDense.wi_1.weight"},
         {"enc.blk.#.ffn_down.weight", "encoder.block.#.layer.1.DenseReluDense.wo.weight"},
         {"enc.output_norm.weight", "encoder.final_layer_norm.weight"}}}},
      {"text_encoders.umt5xxl.transformer.", "text_encoders.umt5xxl.", "cond_stage_model.", "text_encoder.",
       "model.", "module."}};
  return family;
}

}  // namespace v4e
