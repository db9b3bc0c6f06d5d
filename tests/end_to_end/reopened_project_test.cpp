// SPDX-License-Identifier: GPL-3.0-or-later
// An edit of the built-in model that comes back out of a project is merged like the one that never left.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "core/base/resources.h"
#include "core/image/io/photo_io.h"
#include "core/merge/strength.h"
#include "ui/engine/backend_module.h"
#include "ui/project/opened_project.h"

namespace v4e::ui {
namespace {

namespace fs = std::filesystem;

/// A folder that is gone after the test.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "v4e-reopened-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_;
};

struct Difference {
  int largest = 0;
  double mean = 0;
};

Difference difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.width(), b.width());
  EXPECT_EQ(a.size_bytes(), b.size_bytes());
  Difference result;
  for (std::size_t i = 0; i < std::min(a.size_bytes(), b.size_bytes()); ++i) {
    const int here = std::abs(std::to_integer<int>(a.data()[i]) - std::to_integer<int>(b.data()[i]));
    result.largest = std::max(result.largest, here);
    result.mean += here;
  }
  result.mean /= static_cast<double>(a.size_bytes());
  return result;
}

/// White on the left of a column, black right of it.
Image left_part(const Image& photo, double share) {
  Image mask(photo.width(), photo.height(), 1, SampleType::U8);
  auto* pixel = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (int i = 0; i < photo.width() * photo.height(); ++i)
    pixel[i] = i % photo.width() < share * photo.width() ? 255 : 0;
  return mask;
}

/// One edit, made once: as the engine gave it, and out of a project that was saved and opened again.
struct Session {
  Session() {
    fs::copy_file(resource_folder() / "samples" / "coffee.jpg", folder / "photo.jpg");
    EditRequest request;
    request.photo = std::make_shared<const Photo>(read_photo(folder / "photo.jpg"));
    request.settings.model = (resource_folder() / "models" / "nano").string();
    request.settings.instruction = "turn day into night";
    request.settings.steps = 2;
    request.settings.seed = 5;
    backend = loadBackendModule(backendModulePath());
    // As in a program that has just been started.
    other_backend = loadBackendModule(backendModulePath());
    made = std::make_shared<EditResult>(backend->edit(request, {}));
    save();
    opened = openProject(folder / "project.v4e", folder / "working.v4e", {});
    const auto photo = std::make_shared<const Photo>(opened.read_photo({}));
    stored = opened.working->load(1, photo, {});
  }

  void save() const {
    ProjectState state;
    state.source = describe_source(folder / "photo.jpg");
    state.photo_name = "photo.jpg";
    state.photo = made->photo;
    state.current = 1;
    Generation generation;
    generation.id = 1;
    generation.instruction = made->settings.instruction;
    generation.caption = made->caption;
    generation.model = made->model_name;
    generation.seed = made->settings.seed;
    generation.edit_frame = static_cast<int>(nearest_frame(made->settings.strength, made->frames.size()));
    state.nodes = {{generation, made, 0}};
    WorkingProject writer(folder / "writer.v4e");
    writer.save(state, folder / "project.v4e");
  }

  Folder folder;
  std::unique_ptr<EngineBackend> backend;
  std::unique_ptr<EngineBackend> other_backend;
  std::shared_ptr<EditResult> made;
  OpenedProject opened;
  std::shared_ptr<const EditResult> stored;
};

class ReopenedProject : public testing::Test {
 protected:
  static void SetUpTestSuite() { session_ = std::make_unique<Session>(); }
  static void TearDownTestSuite() { session_.reset(); }

  [[nodiscard]] static const Image& photo() { return session_->made->photo->image; }

  /// Merges both again; the merged edit of the reopened one.
  static Image expectSameMerge(const MergeEdits& edits, double strength) {
    const auto merge = [&](EngineBackend& backend, EditResult result) {
      result.edits = std::make_shared<const MergeEdits>(edits);
      return backend.merge(result, strength, {});
    };
    const EditResult expected = merge(*session_->backend, *session_->made);
    const EditResult merged = merge(*session_->other_backend, *session_->stored);
    EXPECT_EQ(merged.settings.strength, strength);
    EXPECT_NE(merged.handle, nullptr);
    EXPECT_EQ(merged.caption, expected.caption);
    EXPECT_EQ(merged.model_name, expected.model_name);
    // Frames have 8 bits in the project and more in the engine: a rounding step is left nearly everywhere,
    // and a few of them where the change mask has its edge.
    const Difference pixels = difference(merged.edited->image, expected.edited->image);
    RecordProperty("largest_difference", pixels.largest);
    EXPECT_LE(pixels.largest, 12);
    EXPECT_LE(pixels.mean, 0.2);
    EXPECT_LE(difference(merged.change_mask, expected.change_mask).mean, 0.5);
    EXPECT_GT(difference(expected.edited->image, photo()).mean, 1)
        << "else this compares the photo with itself";
    return merged.edited->image;
  }

  static std::unique_ptr<Session> session_;
};

std::unique_ptr<Session> ReopenedProject::session_;

TEST_F(ReopenedProject, ComesBackAsItWasMade) {
  const EditResult& made = *session_->made;
  const EditResult& stored = *session_->stored;
  ASSERT_NE(made.handle, nullptr);
  ASSERT_EQ(stored.handle, nullptr) << "the engine has to make it again from the frames";
  EXPECT_EQ(difference(stored.edited->image, made.edited->image).largest, 0);
  ASSERT_EQ(stored.frames.size(), made.frames.size());
  for (std::size_t i = 0; i < made.frames.size(); ++i)
    EXPECT_EQ(difference(stored.frames[i], made.frames[i]).largest, 0);
}

TEST_F(ReopenedProject, AnotherStrengthIsMergedAlike) {
  const Image merged = expectSameMerge({}, 0.45);
  EXPECT_GT(difference(merged, session_->made->edited->image).mean, 1) << "it is another strength";
}

TEST_F(ReopenedProject, AMaskIsMergedAlikeAndKeepsThePhotoOutside) {
  MergeEdits edits;
  edits.mask = left_part(photo(), 0.5);
  const Image merged = expectSameMerge(edits, session_->made->settings.strength);
  const int last = (photo().width() - 1) * photo().channels();
  for (int y = 0; y < photo().height(); ++y)
    ASSERT_EQ(merged.row<std::uint8_t>(y)[last], photo().row<std::uint8_t>(y)[last]);
}

TEST_F(ReopenedProject, ARegionInTimeIsMergedAlike) {
  MergeEdits edits;
  edits.regions.push_back({left_part(photo(), 0.3), 0.25});
  const Image merged = expectSameMerge(edits, session_->made->settings.strength);
  EXPECT_GT(difference(merged, session_->made->edited->image).mean, 1) << "the region does something";
}

// As the history does it when what a step was made from has changed.
TEST_F(ReopenedProject, IsMadeAgainFromItsSettings) {
  EditRequest request;
  request.photo = session_->stored->photo;
  request.settings = session_->stored->settings;
  request.settings.strength = 0.45;
  auto edits = std::make_shared<MergeEdits>();
  edits->mask = left_part(photo(), 0.5);
  request.edits = edits;
  request.force = true;
  const EditResult again = session_->other_backend->edit(request, {});
  EditResult masked = *session_->made;
  masked.edits = edits;
  const EditResult expected = session_->backend->merge(masked, 0.45, {});
  EXPECT_EQ(difference(again.edited->image, expected.edited->image).largest, 0);
  EXPECT_EQ(again.edits, request.edits);
  EXPECT_EQ(again.settings, expected.settings);
}

TEST_F(ReopenedProject, WithoutTheStabiliserItIsMergedAlike) {
  MergeEdits edits;
  edits.stabilise = false;
  expectSameMerge(edits, 0.75);
}

}  // namespace
}  // namespace v4e::ui
