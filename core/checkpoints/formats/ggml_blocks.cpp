// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/ggml_blocks.h"

#include <array>

#include "core/checkpoints/formats/unpack_kernels.h"

namespace v4e {
namespace {

constexpr std::array<GgmlType, 15> kTypes{{{0, "F32", 1, 4, nullptr},
                                           {1, "F16", 1, 2, nullptr},
                                           {30, "BF16", 1, 2, nullptr},
                                           {2, "Q4_0", 32, 18, kernels::unpack_q4_0},
                                           {3, "Q4_1", 32, 20, kernels::unpack_q4_1},
                                           {6, "Q5_0", 32, 22, kernels::unpack_q5_0},
                                           {7, "Q5_1", 32, 24, kernels::unpack_q5_1},
                                           {8, "Q8_0", 32, 34, kernels::unpack_q8_0},
                                           {10, "Q2_K", 256, 84, kernels::unpack_q2_k},
                                           {11, "Q3_K", 256, 110, kernels::unpack_q3_k},
                                           {12, "Q4_K", 256, 144, kernels::unpack_q4_k},
                                           {13, "Q5_K", 256, 176, kernels::unpack_q5_k},
                                           {14, "Q6_K", 256, 210, kernels::unpack_q6_k},
                                           {20, "IQ4_NL", 32, 18, kernels::unpack_iq4_nl},
                                           {23, "IQ4_XS", 256, 136, kernels::unpack_iq4_xs}}};

struct ForeignType {
  std::uint32_t id;
  std::string_view name;
};
constexpr std::array<ForeignType, 14> kForeign{{{9, "Q8_1"},
                                                {15, "Q8_K"},
                                                {16, "IQ2_XXS"},
                                                {17, "IQ2_XS"},
                                                {18, "IQ3_XXS"},
                                                {19, "IQ1_S"},
                                                {21, "IQ3_S"},
                                                {22, "IQ2_S"},
                                                {24, "I8"},
                                                {29, "IQ1_M"},
                                                {34, "TQ1_0"},
                                                {35, "TQ2_0"},
                                                {39, "MXFP4"},
                                                {40, "NVFP4"}}};

}  // namespace

const GgmlType* ggml_type(std::uint32_t id) {
  for (const GgmlType& type : kTypes) {
    if (type.id == id) return &type;
  }
  return nullptr;
}

std::string_view ggml_foreign_name(std::uint32_t id) {
  for (const ForeignType& type : kForeign) {
    if (type.id == id) return type.name;
  }
  return "an unknown type";
}

}  // namespace v4e
