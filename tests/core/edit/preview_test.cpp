// SPDX-License-Identifier: GPL-3.0-or-later
// What is shown of an edit while it runs looks like what comes of it.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "core/base/resources.h"
#include "core/edit/editor.h"
#include "core/image/io/photo_io.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr int kCells = 16;

/// The mean colours of 16 x 16 cells, 0..255.
std::vector<double> cells_of(const Image& picture) {
  const Image bytes = with_samples(picture, SampleType::U8);
  std::vector<double> sums(kCells * kCells * 3);
  std::vector<double> counts(kCells * kCells);
  for (int y = 0; y < bytes.height(); ++y) {
    const auto* row = bytes.row<std::uint8_t>(y);
    for (int x = 0; x < bytes.width(); ++x) {
      const auto cell =
          static_cast<std::size_t>(y * kCells / bytes.height() * kCells + x * kCells / bytes.width());
      counts[cell] += 1;
      for (std::size_t c = 0; c < 3; ++c) sums[cell * 3 + c] += row[static_cast<std::size_t>(x) * 3 + c];
    }
  }
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] /= counts[i / 3];
  return sums;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

TEST(Preview, LooksLikeTheEdit) {
  Editor editor(describe_model(resource_folder() / "models" / "nano"), {"cpu", "fp32"}, embedded_rewriter());
  EditRequest request;
  request.photo = std::make_shared<const Photo>(read_photo(resource_folder() / "samples" / "portrait.jpg"));
  for (const char* wish : {"turn day into night", "make it brighter", "make it darker", "add thick fog",
                           "make it black and white", "give it a blue tint"}) {
    request.settings.instruction = wish;
    std::vector<double> shown;
    EditHooks hooks;
    hooks.on_preview = [&](const std::vector<Image>& frames, int) { shown = cells_of(frames.back()); };
    const EditResult result = editor.edit(request, hooks);
    const std::vector<double> made = cells_of(result.frames.back());
    ASSERT_EQ(shown.size(), made.size()) << wish;
    EXPECT_GT(distance(made, cells_of(result.frames.front())), 10) << "else this tests nothing";
    EXPECT_LT(distance(made, shown), 4) << wish << ", of 255";
  }
}

TEST(Preview, LookingOnChangesNothing) {
  EditRequest request;
  request.photo = std::make_shared<const Photo>(read_photo(resource_folder() / "samples" / "portrait.jpg"));
  request.settings.instruction = "turn day into night";
  for (const char* dtype : {"fp32", "bf16"}) {
    Editor editor(describe_model(resource_folder() / "models" / "nano"), {"cpu", dtype}, embedded_rewriter());
    EditHooks hooks;
    hooks.on_preview = [](const std::vector<Image>&, int) {};
    const Photo watched = editor.edit(request, hooks).edited;
    const Photo unwatched = editor.edit(request).edited;
    EXPECT_EQ(std::memcmp(watched.image.data(), unwatched.image.data(), watched.image.size_bytes()), 0)
        << dtype;
  }
}

}  // namespace
}  // namespace v4e
