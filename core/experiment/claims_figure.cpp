// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_figure.h"

#include <torch/torch.h>

#include <algorithm>

#include "core/experiment/claims_measure.h"
#include "core/training/sheet.h"

namespace v4e::training {
namespace {

constexpr int kNativeSteps = 8;
constexpr int kStudentSteps = 4;
constexpr double kStartSigma = 0.7;
constexpr std::int64_t kSide = 128;  ///< of a picture of the sheet, px
constexpr int kColumns = 9;

/// One item for each of these edits, each of another photo.
std::vector<std::int64_t> chosen_items(const std::vector<Effect>& variants, const HeldOutSet& held_out) {
  std::vector<std::int64_t> chosen;
  std::int64_t photo = 0;
  for (const char* id : {"night", "snow", "remove", "recolour", "bgcolour", "sketch"}) {
    ++photo;
    while (HeldOutSet::is_validation(photo)) ++photo;
    for (const auto item : held_out.items(false, true)) {
      const auto variant = held_out.latents.variant[item].item<std::int64_t>();
      const bool is_it = variants[static_cast<std::size_t>(variant)].id == id;
      if (!is_it || held_out.place[item].item<std::int64_t>() < photo) continue;
      chosen.push_back(item);
      break;
    }
  }
  return chosen;
}

at::Tensor enlarged(const at::Tensor& picture) {
  return torch::upsample_bicubic2d(picture.unsqueeze(0), {kSide, kSide}, false)[0].clamp(0, 1);
}

void add_row(std::vector<at::Tensor>& cells, std::int64_t item, const HeldOutSet& held_out,
             const FigureModels& models) {
  const auto at = torch::tensor({item});
  const auto still = held_out.latents.still.index_select(0, at).to(torch::kFloat);
  const auto end = held_out.latents.end.index_select(0, at).to(torch::kFloat);
  const auto noise = item_noise(held_out.latents.stream, item, still.sizes().slice(1)).unsqueeze(0);
  const auto& caption = held_out.latents.caption_of(item);
  const auto unit = [](const at::Tensor& bytes) { return bytes.to(torch::kFloat) / 255; };
  auto& native = models.native;
  ClaimsModel::Sampling from_text;
  from_text.steps = kNativeSteps;
  from_text.start = still.unsqueeze(2).expand_as(noise).contiguous();
  from_text.start_sigma = kStartSigma;
  ClaimsModel::Sampling by_student;
  by_student.steps = kStudentSteps;
  cells.push_back(unit(held_out.photo[item]));
  cells.push_back(edited_photos(native, held_out, {item}, Words::Process, kNativeSteps, {})[0]);
  cells.push_back(native.last_frame(native.sample(
      {caption + kCameraStands}, native.condition(Given::Nothing, still, {}), noise, from_text))[0]);
  const auto way = models.teacher.decode(
      still, rolled_out(models.teacher, still, end, {caption}, noise, models.rollout_steps))[0];
  for (const std::int64_t frame : {2, 4, 6, 8}) cells.push_back(way[frame]);
  cells.push_back(edited_photos(models.student, held_out, {item}, Words::Known, kStudentSteps, {})[0]);
  cells.push_back(unit(held_out.target[item]));
}

}  // namespace

void write_claims_figure(const std::filesystem::path& path, const std::vector<Effect>& variants,
                         const HeldOutSet& held_out, const FigureModels& models) {
  std::vector<at::Tensor> cells;
  for (const auto item : chosen_items(variants, held_out)) add_row(cells, item, held_out, models);
  std::ranges::transform(cells, cells.begin(), enlarged);
  write_sheet(path, cells, kColumns);
}

}  // namespace v4e::training
