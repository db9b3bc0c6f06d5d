// SPDX-License-Identifier: GPL-3.0-or-later
// How long a project with 100 frames takes to open: its parts, and until the window shows photo, timeline and
// edit. The best of the repetitions counts, which are as many as Google Benchmark's options say.
#include <benchmark/benchmark.h>

#include <QApplication>
#include <QEventLoop>
#include <QTemporaryDir>
#include <algorithm>

#include "core/base/resources.h"
#include "core/image/io/photo_io.h"
#include "tests/ui/fake_backend.h"
#include "ui/engine/image_convert.h"
#include "ui/windows/workspace.h"

namespace v4e::ui {
namespace {

namespace fs = std::filesystem;

constexpr int kFrames = 100;
constexpr int kPhotoWidth = 1224;  // one megapixel
constexpr int kPhotoHeight = 816;

QImage sample(int width, int height) {
  const QImage photo(QString::fromStdString((resource_folder() / "samples" / "mountains.jpg").string()));
  return photo.scaled(width, height, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation)
      .copy(0, 0, width, height);
}

/// The photo as it darkens: real detail, and other numbers in each frame.
Image darkened(const Image& photo, double share) {
  Image result = photo;
  auto* pixels = reinterpret_cast<std::uint8_t*>(result.mutable_data());
  std::transform(pixels, pixels + result.size_bytes(), pixels, [share](std::uint8_t value) {
    return static_cast<std::uint8_t>(value * (1 - 0.7 * share));
  });
  return result;
}

/// A folder with a photo of one megapixel and a project of it.
struct Example {
  Example(int width, int height) {
    sample(kPhotoWidth, kPhotoHeight).save(folder.filePath("photo.jpg"), "JPEG", 92);
    auto result = std::make_shared<EditResult>();
    const Image first = fromQImage(sample(width, height));
    for (int i = 0; i < kFrames; ++i) result->frames.push_back(darkened(first, i / (kFrames - 1.0)));
    result->settings.strength = 1;
    ProjectState state;
    state.source = describe_source(photo());
    state.photo = std::make_shared<const Photo>(read_photo(photo()));
    state.photo_name = "photo.jpg";
    state.current = 1;
    auto edited = std::make_shared<Photo>(*state.photo);
    edited->image = darkened(state.photo->image, 1);
    result->edited = std::move(edited);
    result->photo = state.photo;
    result->settings.instruction = "make it night";
    result->settings.frames = kFrames;
    Generation generation;
    generation.id = 1;
    generation.instruction = result->settings.instruction;
    generation.edit_frame = kFrames - 1;
    state.nodes = {{generation, result, 0}};
    WorkingProject writer(path("writer.v4e"));
    writer.save(state, project());
    writer.discard();
  }
  [[nodiscard]] fs::path path(const char* name) const { return folder.filePath(name).toStdString(); }
  [[nodiscard]] fs::path photo() const { return path("photo.jpg"); }
  [[nodiscard]] fs::path project() const { return path("project.v4e"); }

  QTemporaryDir folder;
};

void read_project(benchmark::State& state) {
  const Example example(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  for ([[maybe_unused]] auto run : state) {
    const OpenedProject opened = openProject(example.project(), example.path("working.v4e"), {});
    const auto photo = std::make_shared<const Photo>(opened.read_photo({}));
    benchmark::DoNotOptimize(opened.working->load(1, photo, {}));
    opened.working->discard();
  }
  state.counters["MB"] = static_cast<double>(fs::file_size(example.project())) * 1e-6;
}

/// Until `holds` does; the window works meanwhile.
template <typename Condition>
void wait_for(const Condition& holds) {
  while (!holds()) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
}

void open_in_window(benchmark::State& state) {
  const Example example(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  Settings settings(example.folder.filePath("settings.ini"));
  EditEngine engine([] { return std::make_unique<FakeBackend>(std::make_shared<FakeControl>()); });
  MainWindow window(settings, engine, resource_folder());
  auto* workspace = new Workspace(window, example.folder.filePath("data"));
  window.show();
  window.findModels();
  wait_for([&] { return !engine.models().isEmpty(); });
  const auto open = [&](const fs::path& file) {
    window.intake().openFile(QString::fromStdString(file.string()));
  };
  for ([[maybe_unused]] auto run : state) {
    open(example.project());
    wait_for([&] {
      return workspace->timeline().model().count() == kFrames && window.document().editPyramid() != nullptr;
    });
    state.PauseTiming();
    open(example.photo());
    wait_for([&] { return workspace->timeline().model().isEmpty() && !window.document().isOpening(); });
    state.ResumeTiming();
  }
}

double least(const std::vector<double>& times) {
  return *std::min_element(times.begin(), times.end());
}

void add(const char* name, void (*work)(benchmark::State&)) {
  // The built-in model's working size, and that of Wan2.1 at 480p.
  benchmark::RegisterBenchmark(name, work)
      ->Args({384, 256})
      ->Args({832, 480})
      ->MeasureProcessCPUTime()
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond)
      ->ComputeStatistics("min", least);
}

}  // namespace
}  // namespace v4e::ui

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  v4e::ui::add("read_project", v4e::ui::read_project);
  v4e::ui::add("open_in_window", v4e::ui::open_in_window);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
