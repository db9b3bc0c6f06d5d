// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is done in whatever order: the project can be saved after each step, holds what is open, and comes
// back after the program was killed.
#include <spdlog/sinks/ringbuffer_sink.h>

#include <QMouseEvent>
#include <cstdlib>
#include <random>

#include "core/base/log.h"
#include "tests/ui/windows/project_fixture.h"

namespace v4e::ui {
namespace {

constexpr int kSteps = 14;
constexpr int kWidth = 48;
constexpr int kHeight = 36;

/// V4E_FIRST_SEQUENCE: the number of the first one, to see one again that failed.
int firstSequence() {
  const char* wanted = std::getenv("V4E_FIRST_SEQUENCE");
  return wanted ? std::atoi(wanted) : 0;
}

/// V4E_SEQUENCES: how many random sequences are tried.
int sequences() {
  const char* wanted = std::getenv("V4E_SEQUENCES");
  return wanted ? std::atoi(wanted) : 40;
}

class AnyOrderTest : public ProjectTest {
 protected:
  void SetUp() override {
    control_->frames = {3};
    warnings_->set_level(spdlog::level::warn);
    logger("ui").sinks().push_back(warnings_);
    ProjectTest::SetUp();
  }
  void TearDown() override { std::erase(logger("ui").sinks(), warnings_); }

  /// Where the working file does not take the work, it is kept elsewhere, with a warning: it must not come to
  /// that.
  void expectNoWarning() const {
    for (const std::string& line : warnings_->last_formatted()) ADD_FAILURE() << line;
  }

  /// The photo without an edit.
  void start() {
    QFile::remove(projectFile());
    if (photo_.isEmpty()) return openPhoto(kWidth, kHeight);
    window_->intake().openFile(photo_);
    answer("dontSaveAnswer");
    ASSERT_TRUE(QTest::qWaitFor([this] { return !window_->document().isOpening(); }, test::kPatience_ms));
  }

  int below(int count) { return std::uniform_int_distribution<int>(0, count - 1)(random_); }
  [[nodiscard]] MaskSession& masks() const { return workspace().masks().session(); }

  /// A node that is shown, the photo too.
  std::int64_t anyNode() {
    const auto shown = history().shown();
    return shown[static_cast<std::size_t>(below(static_cast<int>(shown.size())))]->generation.id;
  }

  int anyRegion() {
    const auto& regions = masks().model().state().regions;
    return regions.empty() ? kMaskTarget
                           : regions[static_cast<std::size_t>(below(static_cast<int>(regions.size())))].id;
  }

  void mouse(QEvent::Type type, QPointF at) {
    MaskTool& tool = masks().tool();
    const QMouseEvent event(type, at, at, Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    if (type == QEvent::MouseButtonPress) tool.press(at, event);
    if (type == QEvent::MouseMove) tool.move(at, event);
    if (type == QEvent::MouseButtonRelease) tool.release(at, event);
  }

  void stroke() {
    masks().setPaintsNext(below(4) == 0);
    MaskTool& tool = masks().tool();
    masks().model().setTarget(below(2) == 0 ? kMaskTarget : anyRegion());
    tool.setKind(static_cast<MaskToolKind>(below(4)));
    tool.setRadius(4);
    for (const auto type :
         {QEvent::MouseButtonPress, QEvent::MouseMove, QEvent::MouseMove, QEvent::MouseButtonRelease})
      mouse(type, QPointF(below(kWidth), below(kHeight)));
  }

  void paintingCommand() {
    MaskSession& session = masks();
    switch (below(9)) {
      case 0:
        return session.invert();
      case 1:
        return session.clear();
      case 2:
        return session.feather(3);
      case 3:
        return session.takeChangeMask();
      case 4:
        return session.setMode(static_cast<UserMaskMode>(below(3)));
      case 5:
        return session.removeRegion(anyRegion());
      case 6:
        return session.moveRegion(anyRegion(), below(5) / 4.0);
      case 7:
        return workspace().timeline().model().setStabilised(below(2) == 0);
      default:
        return session.addRegion();
    }
  }

  /// Any part of what is shown, or all of it again, now and then straightened.
  void crop() {
    ShapeSession& session = workspace().shape().session();
    const auto whole = session.unshaped();
    Geometry geometry = session.geometry();
    geometry.angle_deg = below(3) == 0 ? below(21) - 10 : 0;
    geometry.crop.reset();
    PixelArea area = crop_of(geometry, size_of(whole->image));
    if (below(4) != 0) {
      const int left = below(area.width);
      const int top = below(area.height);
      area = {area.x + left, area.y + top, 1 + below(area.width - left), 1 + below(area.height - top)};
      if (is_filled(area, turned_size(geometry, size_of(whole->image)), geometry.angle_deg))
        geometry.crop = area;
    }
    session.apply(geometry);
  }

  /// One command as the window gives it; its name, for the report.
  std::string command() {
    switch (below(16)) {
      case 0:
      case 1:
        window_->instructionPanel().instruction().setPlainText(below(2) == 0 ? "make it night" : "add fog");
        window_->startEdit();
        return "edit";
      case 2:
      case 3: {
        const double strength = below(21) / 20.0;  // on frames and between them
        window_->session().keepStrength(strength);
        return "keep " + std::to_string(strength);
      }
      case 4:
      case 5:
        window_->document().undoStack().undo();
        return "undo";
      case 6:
        window_->document().undoStack().redo();
        return "redo";
      case 7: {
        const std::int64_t node = anyNode();
        below(2) == 0 ? workspace().history().remove(node) : workspace().history().goTo(node);
        return "remove or go to " + std::to_string(node);
      }
      case 8:
        below(3) == 0 ? window_->commands().action("generate.fromPhoto")->trigger()
                      : workspace().branchFrom(below(3) / 2.0);
        return "branch";
      case 9:
      case 10:
        stroke();
        return "stroke";
      case 11: {
        const std::int64_t node = anyNode();
        const bool on = !history().isOn(node);
        workspace().history().setOn(node, on);
        return "switch " + std::to_string(node) + (on ? " on" : " off");
      }
      case 12: {
        const std::int64_t node = anyNode();
        workspace().history().goTo(node);
        settle();
        const double strength = below(21) / 20.0;
        window_->session().keepStrength(strength);
        return "keep " + std::to_string(strength) + " of " + std::to_string(node);
      }
      case 13:
        workspace().shape().session().turn(static_cast<Turn>(below(4)));
        return "turn";
      case 14:
        crop();
        return "crop";
      default:
        paintingCommand();
        return "painting command";
    }
  }

  /// The picture that is shown was made from the step before it that is on, and so on to the photo.
  void expectUpToDate() {
    std::map<std::int64_t, EditHistory::ResultPtr> results;
    for (const ProjectNode& node : workspace().history().nodes()) results[node.generation.id] = node.result;
    std::int64_t id = history().pictureOf(history().current());
    EXPECT_EQ(result(), id == kPhotoNode ? nullptr : results[id])
        << "step " << id << ", current " << history().current();
    while (id != kPhotoNode && results[id]) {
      const std::int64_t before = history().pictureOf(history().parentOf(id));
      const auto photo = before == kPhotoNode ? window_->document().shapedPhoto()
                         : results[before]    ? results[before]->edited
                                              : results[id]->photo;  // not read from the project yet
      EXPECT_TRUE(samePixels(results[id]->photo->image, photo->image)) << id << " was made from " << before;
      id = before;
    }
  }

  void settle() {
    ASSERT_TRUE(QTest::qWaitFor(
        [this] {
          return isSettled() && !window_->document().isShapePending() &&
                 !window_->document().isLookPending() && !masks().isPending() &&
                 !masks().model().isPainting() && workspace().history().isShown(history().current());
        },
        test::kPatience_ms));
    QCoreApplication::processEvents();
  }

  void save() {
    const QSignalSpy saved(&project(), &ProjectWorkspace::saved);
    if (project().path().isEmpty()) {
      project().saveAs();
      chooseName(projectFile());
    } else {
      project().save();
    }
    const auto* failed = window_->messages().findChild<QPushButton*>("copyDetails");
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return saved.count() == 1 || failed->isVisible(); }, test::kPatience_ms));
    ASSERT_EQ(saved.count(), 1)
        << window_->messages().findChild<QLabel*>("messageText")->text().toStdString();
  }

  static void expectSame(const EditResult& stored, const EditResult& open) {
    EXPECT_TRUE(samePixels(stored.edited->image, open.edited->image));
    EXPECT_EQ(stored.geometry, open.geometry);
    EXPECT_EQ(stored.place, open.place);
    ASSERT_TRUE(stored.base && open.base);
    EXPECT_TRUE(samePixels(stored.base->image, open.base->image)) << "what it is compared with";
    EXPECT_TRUE(samePixels(stored.photo->image, open.photo->image)) << "what it was made of";
    EXPECT_EQ(stored.settings.strength, open.settings.strength);
    ASSERT_EQ(stored.frames.size(), open.frames.size());
    for (std::size_t i = 0; i < open.frames.size(); ++i)
      EXPECT_TRUE(samePixels(stored.frames[i], open.frames[i]));
    ASSERT_EQ(stored.edits == nullptr, open.edits == nullptr);
    if (!open.edits) return;
    EXPECT_EQ(stored.edits->mask.empty(), open.edits->mask.empty());
    EXPECT_EQ(stored.edits->regions.size(), open.edits->regions.size());
  }

  static void expectSame(const MaskState& stored, const MaskState& open) {
    EXPECT_EQ(stored.mode, open.mode);
    EXPECT_EQ(stored.mask.empty(), open.mask.empty());
    EXPECT_TRUE(open.mask.empty() || samePixels(stored.mask, open.mask));
    ASSERT_EQ(stored.regions.size(), open.regions.size());
    for (std::size_t i = 0; i < open.regions.size(); ++i) {
      EXPECT_EQ(stored.regions[i].id, open.regions[i].id);
      EXPECT_EQ(stored.regions[i].position, open.regions[i].position);
      ASSERT_EQ(stored.regions[i].coverage.empty(), open.regions[i].coverage.empty());
      EXPECT_TRUE(open.regions[i].coverage.empty() ||
                  samePixels(stored.regions[i].coverage, open.regions[i].coverage));
    }
  }

  /// The file has what is open: the nodes that are shown, their results, the current one, what is painted.
  void expectSavedAsOpen() {
    OpenedProject opened =
        ui::openProject(projectFile().toStdString(), WorkingFolder(folder_.filePath("read")).newFile(), {});
    opened.working->discard();
    const auto shown = history().shown();
    std::vector<Generation> stored;
    for (const Generation& one : opened.generations) {
      if (!one.removed && !hasRemovedParent(one, opened.generations)) stored.push_back(one);
    }
    ASSERT_EQ(stored.size() + 1, shown.size());
    EXPECT_EQ(opened.geometry, window_->document().shape().geometry);
    std::map<std::int64_t, EditHistory::ResultPtr> results;
    for (const ProjectNode& node : workspace().history().nodes()) results[node.generation.id] = node.result;
    for (std::size_t i = 0; i < stored.size(); ++i) {
      const Generation& open = shown[i + 1]->generation;
      EXPECT_EQ(stored[i].instruction, open.instruction);
      EXPECT_EQ(stored[i].edit_frame, open.edit_frame);
      EXPECT_EQ(stored[i].is_on, open.is_on);
      EXPECT_EQ(opened.current == stored[i].id, history().current() == open.id);
      if (results[open.id])
        expectSame(*opened.working->load(stored[i].id, window_->document().original(), {}),
                   *results[open.id]);
    }
    expectPaintedAsOpen(opened, stored, shown);
  }

  /// Each step that was shown has its own.
  void expectPaintedAsOpen(const OpenedProject& opened, const std::vector<Generation>& stored,
                           const std::vector<const HistoryNode*>& shown) {
    const PaintedSteps open = masks().painted();
    const auto compare = [&](PaintedOn in_file, PaintedOn in_window) {
      const auto of_file = opened.painted.find(in_file);
      const auto of_window = open.find(in_window);
      if (of_file != opened.painted.end() && of_window != open.end()) {
        SCOPED_TRACE("painted on " + std::to_string(in_window.step));
        expectSame(of_file->second, of_window->second);
      } else if (of_window != open.end()) {
        EXPECT_TRUE(isSame(of_window->second, {})) << "the file does not know what is on " << in_window.step;
      }
    };
    compare({}, {});
    for (std::size_t i = 0; i < stored.size(); ++i) {
      for (const bool next : {false, true})
        compare({stored[i].id, next}, {shown[i + 1]->generation.id, next});
    }
  }

  static bool hasRemovedParent(const Generation& one, const std::vector<Generation>& all) {
    if (!one.parent) return false;
    const auto parent =
        std::find_if(all.begin(), all.end(), [&](const Generation& each) { return each.id == *one.parent; });
    return parent != all.end() && (parent->removed || hasRemovedParent(*parent, all));
  }

  /// What is being kept at the moment may be older than the last change; what is kept after that is not.
  void waitUntilAllIsKept() {
    for (const char* text : {"first", "second"}) {
      window_->instructionPanel().instruction().setPlainText(text);
      waitUntilKept();
    }
  }

  /// Drops the window without closing it, as a crash does, and goes on in another one.
  void crash() {
    const bool modified = project().isModified();
    if (!modified && project().path().isEmpty()) return;  // there is nothing yet that could be lost
    const auto before = result();
    const std::vector<MaskState> painted = paintedHere();
    const Geometry geometry = window_->document().geometry();
    const std::size_t shown = history().shown().size();
    if (modified) {
      waitUntilAllIsKept();
    } else {
      save();  // which step is shown is no change of the project, but comes back where it was saved
    }
    anotherWindow();
    project().start(modified ? QStringList() : QStringList(projectFile()));
    if (modified) {
      ASSERT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QMessageBox*>("recovery") != nullptr; },
                                  test::kPatience_ms));
      answer("goOnAnswer");
    }
    ASSERT_TRUE(
        QTest::qWaitFor([&] { return window_->document().hasPhoto() && bool(result()) == bool(before); },
                        test::kPatience_ms));
    settle();
    EXPECT_EQ(history().shown().size(), shown);
    if (before) expectSame(*result(), *before);
    EXPECT_EQ(window_->document().geometry(), geometry);
    const std::vector<MaskState> painted_now = paintedHere();
    for (std::size_t i = 0; i < painted.size(); ++i) expectSame(painted_now[i], painted[i]);
  }

  /// On what is shown, and for what is made of it next.
  std::vector<MaskState> paintedHere() const {
    window_->session().setBuildsOn(BuildsOn::Edit);
    std::vector<MaskState> painted;
    for (const bool next : {true, false}) {
      masks().setPaintsNext(next);
      painted.push_back(masks().model().state());
    }
    return painted;
  }

  std::mt19937 random_;
  std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> warnings_ =
      std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(8);
};

TEST_F(AnyOrderTest, CanBeSavedAfterEachStepAndComesBack) {
  for (int sequence = firstSequence(); sequence < firstSequence() + sequences(); ++sequence) {
    random_.seed(static_cast<unsigned>(sequence));
    start();
    std::string done = "sequence " + std::to_string(sequence) + ":";
    for (int step = 0; step < kSteps; ++step) {
      done += " " + command() + ",";
      SCOPED_TRACE(done);
      settle();
      expectUpToDate();
      if (below(6) == 0) crash();
      save();
      if (step % 3 == 2) expectSavedAsOpen();
      expectNoWarning();
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace v4e::ui
