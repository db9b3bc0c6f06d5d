// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/lora_delta.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "core/base/error.h"

namespace v4e {
namespace {

/// What a key's end says about it.
struct Ending {
  std::string_view suffix;
  std::string_view piece;
};
constexpr std::array<Ending, 31> kEndings{{{".lora_A.default.weight", "down"},
                                           {".lora_B.default.weight", "up"},
                                           {".lora_A.weight", "down"},
                                           {".lora_B.weight", "up"},
                                           {".lora_B.bias", "up_bias"},
                                           {".lora_down.weight", "down"},
                                           {".lora_up.weight", "up"},
                                           {".lora.down.weight", "down"},
                                           {".lora.up.weight", "up"},
                                           {"_lora.down.weight", "down"},
                                           {"_lora.up.weight", "up"},
                                           {".lora_linear_layer.down.weight", "down"},
                                           {".lora_linear_layer.up.weight", "up"},
                                           {".lora_A", "down"},
                                           {".lora_B", "up"},
                                           {".alpha", "alpha"},
                                           {".diff", "whole"},
                                           {".w_norm", "whole"},
                                           {".diff_b", "whole_bias"},
                                           {".b_norm", "whole_bias"},
                                           {".diff_m", "whole_modulation"},
                                           {".hada_w1_a", "loha_1_up"},
                                           {".hada_w1_b", "loha_1_down"},
                                           {".hada_w2_a", "loha_2_up"},
                                           {".hada_w2_b", "loha_2_down"},
                                           {".lokr_w1", "lokr_1"},
                                           {".lokr_w1_a", "lokr_1_up"},
                                           {".lokr_w1_b", "lokr_1_down"},
                                           {".lokr_w2", "lokr_2"},
                                           {".lokr_w2_a", "lokr_2_up"},
                                           {".lokr_w2_b", "lokr_2_down"}}};

/// DoRA, other shapes, and the further factors that convolutions have.
constexpr std::array<std::string_view, 7> kRefused{
    {".dora_scale", ".reshape_weight", ".lora_mid.weight", ".hada_t1", ".hada_t2", ".lokr_t1", ".lokr_t2"}};

using Shape = std::vector<std::int64_t>;

/// Sides of tensors without values can be of any size: nothing is multiplied.
bool is_product(std::int64_t whole, std::int64_t one, std::int64_t other) {
  return other > 0 && whole % other == 0 && whole / other == one;
}

double number_of(const StateDictReader& reader, const std::string& name) {
  const TensorInfo info = reader.info(name);
  const at::Tensor value = reader.read(name);
  if (value.numel() != 1 || !std::isfinite(value.to(at::kDouble).item<double>()))
    throw Error(ErrorCode::FileMalformed,
                name + ": its alpha is not one finite number but " + shape_text(info.shape));
  return value.to(at::kDouble).item<double>();
}

/// peft's alpha for a module without one of its own, from the file's metadata; `rank` if there is none.
double metadata_alpha(const StateDictReader& reader, double rank) {
  for (const char* key : {"lora_alpha", "transformer.lora_alpha"}) {
    const auto found = reader.metadata().find(key);
    if (found == reader.metadata().end()) continue;
    const double alpha = std::strtod(found->second.c_str(), nullptr);
    if (std::isfinite(alpha) && alpha > 0) return alpha;
  }
  return rank;
}

/// One module of a LoRA, piece by piece.
class Module {
 public:
  Module(const LoraWeights& lora, const std::string& weight, at::IntArrayRef shape, const LoraPieces& pieces)
      : lora_(lora), weight_(weight), shape_(shape.vec()), pieces_(pieces) {}

  /// The matrix `name`, or the product `name`_up `name`_down; nothing where the LoRA has none of them.
  [[nodiscard]] std::optional<LoraDelta::Factors> factors(const std::string& whole, const std::string& up,
                                                          const std::string& down) const {
    if (const auto found = pieces_.find(whole); found != pieces_.end())
      return LoraDelta::Factors{found->second, {}};
    const auto left = pieces_.find(up);
    const auto right = pieces_.find(down);
    if (left == pieces_.end() && right == pieces_.end()) return std::nullopt;
    if (left == pieces_.end() || right == pieces_.end()) refuse_half();
    return LoraDelta::Factors{left->second, right->second};
  }

  [[nodiscard]] LoraDelta alone(const LoraDelta::Factors& first) const {
    require(size(first) == shape_, first);
    return {lora_.reader.get(), DeltaForm::Plain, first, {}, lora_.strength * scale(first, {})};
  }

  [[nodiscard]] LoraDelta both(DeltaForm form, const std::optional<LoraDelta::Factors>& first,
                               const std::optional<LoraDelta::Factors>& second) const {
    if (!first || !second) refuse_half();
    const Shape one = size(*first);
    const Shape other = size(*second);
    const bool fits = form == DeltaForm::Elementwise ? one == shape_ && other == shape_
                                                     : is_product(shape_[0], one[0], other[0]) &&
                                                           is_product(shape_[1], one[1], other[1]);
    require(fits, *first);
    return {lora_.reader.get(), form, *first, *second, lora_.strength * scale(*first, *second)};
  }

 private:
  [[noreturn]] void refuse_half() const {
    throw Error(ErrorCode::CheckpointMismatch,
                lora_.file + ": of the pair for " + weight_ + " only one half is there");
  }

  [[nodiscard]] Shape shape_of(const std::string& key) const { return lora_.reader->info(key).shape; }

  void require(bool fits, const LoraDelta::Factors& of) const {
    if (fits) return;
    throw Error(ErrorCode::CheckpointMismatch,
                lora_.file + " is a LoRA for a model of another size: " +
                    (of.down.empty() ? "" : of.down + " " + shape_text(shape_of(of.down)) + " and ") + of.up +
                    " " + shape_text(shape_of(of.up)) + " do not fit " + weight_ + " " + shape_text(shape_));
  }

  /// Rows and columns of what the factors make; refuses what is no product of matrices.
  [[nodiscard]] Shape size(const LoraDelta::Factors& factors) const {
    const Shape up = shape_of(factors.up);
    require(up.size() == 2 && shape_.size() == 2, factors);
    if (factors.down.empty()) return up;
    const Shape down = shape_of(factors.down);
    require(down.size() == 2 && down[0] == up[1], factors);
    return {up[0], down[1]};
  }

  /// alpha / rank; 1 where nothing is a product, as then there is no rank.
  [[nodiscard]] double scale(const LoraDelta::Factors& first, const LoraDelta::Factors& second) const {
    const std::string& down = first.down.empty() ? second.down : first.down;
    if (down.empty()) return 1;
    const double rank = std::max(static_cast<double>(shape_of(down)[0]), 1.0);
    const auto alpha = pieces_.find("alpha");
    return (alpha == pieces_.end() ? metadata_alpha(*lora_.reader, rank)
                                   : number_of(*lora_.reader, alpha->second)) /
           rank;
  }

  const LoraWeights& lora_;
  const std::string& weight_;
  const Shape shape_;
  const LoraPieces& pieces_;
};

}  // namespace

MatrixDelta LoraDelta::read() const {
  const auto matrix = [this](const Factors& factors) {
    FactoredMatrix made;
    if (!factors.up.empty()) made.up = reader->read(factors.up);
    if (!factors.down.empty()) made.down = reader->read(factors.down);
    return made;
  };
  return {form, matrix(first), matrix(second), factor};
}

LoraKey split_lora_key(const std::string& key, const std::string& file) {
  for (const std::string_view refused : kRefused) {
    if (key.ends_with(refused))
      throw Error(ErrorCode::Unsupported, file + ": " + key +
                                              " is of a kind of LoRA that is not read (DoRA, those of "
                                              "convolutions, and LoRAs that change shapes are not)");
  }
  const auto ending =
      std::ranges::find_if(kEndings, [&key](const Ending& known) { return key.ends_with(known.suffix); });
  if (ending == kEndings.end()) return {};
  return {key.substr(0, key.size() - ending->suffix.size()), std::string(ending->piece)};
}

std::vector<LoraDelta> product_deltas(const LoraWeights& lora, const std::string& weight,
                                      at::IntArrayRef shape, const LoraPieces& pieces) {
  const Module module(lora, weight, shape, pieces);
  std::vector<LoraDelta> deltas;
  if (const auto pair = module.factors({}, "up", "down")) deltas.push_back(module.alone(*pair));
  const auto add_both = [&](DeltaForm form, const std::string& name) {
    const auto first = module.factors(name + "1", name + "1_up", name + "1_down");
    const auto second = module.factors(name + "2", name + "2_up", name + "2_down");
    if (first || second) deltas.push_back(module.both(form, first, second));
  };
  add_both(DeltaForm::Elementwise, "loha_");
  add_both(DeltaForm::Kronecker, "lokr_");
  return deltas;
}

}  // namespace v4e
