// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/edit_fixture.h"

#include <cmath>
#include <memory>

#include "core/image/io/photo_io.h"
#include "tests/end_to_end/tiny_model.h"

namespace v4e::test {
namespace {

std::unique_ptr<TemporaryFolder> models_folder;

double tone(int x, int y, int c) {
  const double wave = 0.5 + 0.3 * std::sin(x * 0.11 + c) * std::cos(y * 0.07);
  const bool disc = (x - 40) * (x - 40) + (y - 40) * (y - 40) < 400;
  return disc ? 0.2 + 0.3 * c : wave;
}

template <typename Sample>
void fill(Image& image, double range) {
  auto* out = reinterpret_cast<Sample*>(image.mutable_data());
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      for (int c = 0; c < image.channels(); ++c)
        *out++ = static_cast<Sample>(std::lround(std::min(1.0, tone(x, y, c)) * range));
    }
  }
}

}  // namespace

Photo make_photo(int width, int height, int channels, SampleType type) {
  Photo photo;
  photo.image = Image(width, height, channels, type);
  type == SampleType::U8 ? fill<std::uint8_t>(photo.image, 255) : fill<std::uint16_t>(photo.image, 65535);
  photo.source_bits = type == SampleType::U8 ? 8 : 16;
  return photo;
}

void EditProgram::SetUpTestSuite() {
  models_folder = std::make_unique<TemporaryFolder>();
  write_tiny_model(model());
}

void EditProgram::TearDownTestSuite() {
  models_folder.reset();
}

std::filesystem::path EditProgram::model() {
  return models_folder->path() / "tiny";
}

std::string EditProgram::photo(const std::string& name, int width, int height, int channels,
                               SampleType type) const {
  write_photo(file(name), make_photo(width, height, channels, type));
  return file(name).string();
}

RunResult EditProgram::edit(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), "edit");
  arguments.insert(arguments.end(), {"--model", model().string(), "--device", "cpu", "--dtype", "fp32"});
  return run_v4e(arguments, log_.path());
}

}  // namespace v4e::test
