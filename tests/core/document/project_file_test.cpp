// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/project/project_file.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "core/base/content_hash.h"
#include "tests/core/document/test_folder.h"

namespace v4e {
namespace {

Generation snow_generation() {
  Generation generation;
  generation.created_ms = 1'700'000'000'123;
  generation.instruction = "let it snow";
  generation.caption = "Snow begins to fall …";
  generation.model = "nano";
  generation.parameters = R"({"steps":4,"guidance":1.0})";
  generation.seed = 0xfedcba9876543210u;
  generation.edit_frame = 2;
  return generation;
}

std::vector<Image> test_frames(int count, int width = 64, int height = 48) {
  std::vector<Image> frames;
  for (int i = 0; i < count; ++i) {
    frames.push_back(test_picture(width, height, 3, SampleType::U8, static_cast<unsigned>(i)));
  }
  return frames;
}

/// Changes a file behind the program's back.
void tamper(const std::filesystem::path& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  char* message = nullptr;
  ASSERT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
  sqlite3_close(database);
}

ErrorCode code_of(const std::function<void()>& action, std::string* message = nullptr) {
  try {
    action();
  } catch (const Error& error) {
    if (message) *message = error.what();
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return ErrorCode::Internal;
}

TEST(Sha256, MatchesPublishedVectors) {
  Sha256 empty;
  EXPECT_EQ(empty.finish(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 whole;
  const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  whole.update(text.data(), 5);
  whole.update(text.data() + 5, text.size() - 5);
  EXPECT_EQ(whole.finish(), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  Sha256 million;
  const std::string thousand(1000, 'a');
  for (int i = 0; i < 1000; ++i) million.update(thousand.data(), thousand.size());
  EXPECT_EQ(million.finish(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(ProjectFile, MasksComeWithTheirGenerationAndAreReplacedTogether) {
  const TestFolder folder;
  ProjectFile project = ProjectFile::create(folder / "a.v4e");
  const auto picture = [&](unsigned seed) {
    return project.add_picture(test_picture(8, 6, 1, SampleType::U8, seed));
  };
  const PictureId edited = picture(1);
  const PictureId mask = picture(2);
  Generation generation = snow_generation();
  generation.id = project.add_generation(generation, test_frames(1), {{"edited", edited}, {"mask", mask}});
  EXPECT_EQ(project.mask(generation.id, "mask"), mask);
  project.update_generation(generation);
  EXPECT_EQ(project.mask(generation.id, "mask"), mask);
  const PictureId other = picture(3);
  project.update_generation(generation, NamedPictures{{"edited", other}});
  EXPECT_EQ(project.mask(generation.id, "edited"), other);
  EXPECT_EQ(project.mask(generation.id, "mask"), 0);
  project.drop_unused_pictures();
  EXPECT_FALSE(project.picture(other).empty());
  EXPECT_EQ(code_of([&] { std::ignore = project.picture(edited); }), ErrorCode::FileMalformed);
  EXPECT_FALSE(project.picture(project.frame_id(generation.id, 0)).empty());
}

TEST(ProjectFile, KeepsEverythingAcrossOpen) {
  const TestFolder folder;
  write_text(folder / "photo.jpg", "not really a photo");
  const auto frames = test_frames(3);
  const Image deep = test_picture(33, 17, 1, SampleType::F32, 9);
  std::int64_t first = 0;
  std::int64_t second = 0;
  {
    ProjectFile project = ProjectFile::create(folder / "a.v4e");
    project.set_source(describe_source(folder / "photo.jpg"), "bytes of the photo");
    first = project.add_generation(snow_generation(), frames);
    Generation branch = snow_generation();
    branch.parent = first;
    branch.parent_frame = 1;
    branch.instruction = "dusk";
    branch.is_on = false;
    second = project.add_generation(branch, test_frames(5));
    project.set_mask(second, "edit", project.add_picture(deep));
    project.set_setting("playhead", "0.75");
  }
  ProjectFile project = ProjectFile::open(folder / "a.v4e");
  EXPECT_FALSE(project.is_read_only());
  ASSERT_TRUE(project.source());
  EXPECT_EQ(project.source()->path, folder / "photo.jpg");
  EXPECT_TRUE(project.source()->has_copy);
  EXPECT_FALSE(source_was_replaced(*project.source()));
  EXPECT_EQ(project.source_copy(), "bytes of the photo");
  const auto all = project.generations();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].instruction, "let it snow");
  EXPECT_EQ(all[0].caption, "Snow begins to fall …");
  EXPECT_EQ(all[0].seed, 0xfedcba9876543210u);
  EXPECT_EQ(all[0].frame_count, 3);
  EXPECT_EQ(all[0].edit_frame, 2);
  EXPECT_FALSE(all[0].parent);
  EXPECT_EQ(all[1].parent, first);
  EXPECT_EQ(all[1].parent_frame, 1);
  EXPECT_TRUE(all[0].is_on);
  EXPECT_FALSE(all[1].is_on);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(
        same_pixels(project.picture(project.frame_id(first, i)), frames[static_cast<std::size_t>(i)]));
  }
  EXPECT_TRUE(same_pixels(project.picture(project.mask(second, "edit")), deep));
  EXPECT_EQ(project.mask(first, "edit"), 0);
  EXPECT_EQ(project.setting("playhead"), "0.75");
  EXPECT_FALSE(project.setting("other"));
}

TEST(ProjectFile, IsOneFileAfterClosing) {
  const TestFolder folder;
  { ProjectFile::create(folder / "a.v4e").add_generation(snow_generation(), test_frames(2)); }
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.path().filename(), "a.v4e");
    ++files;
  }
  EXPECT_EQ(files, 1);
}

TEST(ProjectFile, NoticesAReplacedPhoto) {
  const TestFolder folder;
  write_text(folder / "photo.jpg", "one");
  const SourcePhoto source = describe_source(folder / "photo.jpg");
  EXPECT_FALSE(source_was_replaced(source));
  write_text(folder / "photo.jpg", "another");
  EXPECT_TRUE(source_was_replaced(source));
  std::filesystem::remove(folder / "photo.jpg");
  EXPECT_TRUE(source_was_replaced(source));
}

TEST(ProjectFile, OpensAHundredFramesInUnderASecond) {
  const TestFolder folder;
  {
    ProjectFile project = ProjectFile::create(folder / "a.v4e");
    for (int i = 0; i < 20; ++i) project.add_generation(snow_generation(), test_frames(5, 832, 480));
  }
  const auto start = std::chrono::steady_clock::now();
  ProjectFile project = ProjectFile::open(folder / "a.v4e");
  EXPECT_EQ(project.generations().size(), 20u);
  EXPECT_FALSE(project.picture(project.frame_id(20, 4)).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST(ProjectFile, RefusesASecondProgram) {
  const TestFolder folder;
  ProjectFile project = ProjectFile::create(folder / "a.v4e");
  std::string message;
  EXPECT_EQ(code_of([&] { (void)ProjectFile::open(folder / "a.v4e"); }, &message), ErrorCode::FileUnwritable);
  EXPECT_NE(message.find("open in another"), std::string::npos) << message;
}

TEST(ProjectFile, NeverReplacesAFileByCreate) {
  const TestFolder folder;
  write_text(folder / "a.v4e", "precious");
  EXPECT_EQ(code_of([&] { (void)ProjectFile::create(folder / "a.v4e"); }), ErrorCode::InvalidArgument);
  EXPECT_EQ(read_text(folder / "a.v4e"), "precious");
  EXPECT_EQ(code_of([&] { (void)ProjectFile::create(folder / "no/such/a.v4e"); }), ErrorCode::FileUnwritable);
}

TEST(ProjectFile, RefusesForeignNewerAndBrokenFiles) {
  const TestFolder folder;
  EXPECT_EQ(code_of([&] { (void)ProjectFile::open(folder / "none.v4e"); }), ErrorCode::FileUnreadable);
  EXPECT_EQ(code_of([&] { (void)ProjectFile::open(folder.path()); }), ErrorCode::FileUnreadable);

  write_text(folder / "text.v4e", std::string(5000, 'x'));
  EXPECT_EQ(code_of([&] { (void)ProjectFile::open(folder / "text.v4e"); }), ErrorCode::FileMalformed);
  EXPECT_EQ(read_text(folder / "text.v4e"), std::string(5000, 'x'));
  write_text(folder / "empty.v4e", "");
  EXPECT_EQ(code_of([&] { (void)ProjectFile::open(folder / "empty.v4e"); }), ErrorCode::FileMalformed);
  EXPECT_EQ(std::filesystem::file_size(folder / "empty.v4e"), 0u);

  tamper(folder / "other.v4e", "CREATE TABLE bookmarks(a)");
  EXPECT_EQ(code_of([&] { (void)ProjectFile::open(folder / "other.v4e"); }), ErrorCode::FileMalformed);

  { ProjectFile::create(folder / "new.v4e").add_generation(snow_generation(), test_frames(2)); }
  tamper(folder / "new.v4e", "PRAGMA user_version = 99");
  std::string message;
  const std::string before = read_text(folder / "new.v4e");
  EXPECT_EQ(code_of([&] { (void)ProjectFile::open(folder / "new.v4e"); }, &message), ErrorCode::Unsupported);
  EXPECT_NE(message.find("newer"), std::string::npos);
  EXPECT_EQ(read_text(folder / "new.v4e"), before);

  { ProjectFile::create(folder / "lacks.v4e").set_setting("a", "b"); }
  tamper(folder / "lacks.v4e", "DROP TABLE mask");
  EXPECT_EQ(code_of([&] { (void)ProjectFile::open(folder / "lacks.v4e"); }), ErrorCode::FileMalformed);
}

TEST(ProjectFile, OneDamagedFrameLeavesTheOthers) {
  const TestFolder folder;
  { ProjectFile::create(folder / "a.v4e").add_generation(snow_generation(), test_frames(4)); }
  tamper(
      folder / "a.v4e",
      "UPDATE picture SET pixels = x'00112233' WHERE id = 1; UPDATE picture SET width = 100000 WHERE id = 2;"
      "UPDATE picture SET type = 7 WHERE id = 3");
  ProjectFile project = ProjectFile::open(folder / "a.v4e");
  for (int frame = 0; frame < 3; ++frame) {
    EXPECT_EQ(code_of([&] { (void)project.picture(project.frame_id(1, frame)); }), ErrorCode::FileMalformed);
  }
  EXPECT_TRUE(same_pixels(project.picture(project.frame_id(1, 3)), test_frames(4)[3]));
}

TEST(ProjectFile, CutShortAtAnyLengthIsAnErrorAndNoCrash) {
  const TestFolder folder;
  { ProjectFile::create(folder / "a.v4e").add_generation(snow_generation(), test_frames(2)); }
  const std::string whole = read_text(folder / "a.v4e");
  for (std::size_t length = 0; length < whole.size(); length += 1777) {
    write_text(folder / "cut.v4e", whole.substr(0, length));
    try {
      ProjectFile project = ProjectFile::open(folder / "cut.v4e");
      for (const auto& generation : project.generations()) {
        for (int i = 0; i < generation.frame_count; ++i)
          (void)project.picture(project.frame_id(generation.id, i));
      }
      ADD_FAILURE() << "a file of " << length << " of " << whole.size() << " bytes was read as whole";
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()), "");
    }
  }
}

TEST(ProjectFile, HistoryThatIsNoTreeIsRefused) {
  const TestFolder folder;
  {
    ProjectFile project = ProjectFile::create(folder / "a.v4e");
    project.add_generation(snow_generation(), test_frames(1));
    project.add_generation(snow_generation(), test_frames(1));
  }
  tamper(folder / "a.v4e",
         "UPDATE generation SET parent = 2 WHERE id = 1; UPDATE generation SET parent = 1 WHERE id = 2");
  ProjectFile project = ProjectFile::open(folder / "a.v4e");
  EXPECT_EQ(code_of([&] { (void)project.generations(); }), ErrorCode::FileMalformed);
}

TEST(ProjectFile, RefusesParametersThatAreNoObject) {
  const TestFolder folder;
  ProjectFile project = ProjectFile::create(folder / "a.v4e");
  Generation generation = snow_generation();
  generation.parameters = "[1, 2";
  EXPECT_EQ(code_of([&] { project.add_generation(generation, test_frames(1)); }), ErrorCode::InvalidArgument);
  EXPECT_TRUE(project.generations().empty());
}

TEST(ProjectFile, PurgeKeepsWhatABranchCameFrom) {
  const TestFolder folder;
  ProjectFile project = ProjectFile::create(folder / "a.v4e");
  const auto root = project.add_generation(snow_generation(), test_frames(2));
  Generation child = snow_generation();
  child.parent = root;
  const auto kept = project.add_generation(child, test_frames(2));
  const auto dropped = project.add_generation(child, test_frames(2));
  auto all = project.generations();
  all[0].removed = true;
  all[2].removed = true;
  project.update_generation(all[0]);
  project.update_generation(all[2]);
  const auto picture = project.frame_id(dropped, 0);
  project.purge();
  ASSERT_EQ(project.generations().size(), 2u);
  EXPECT_EQ(project.generations()[0].id, root);
  EXPECT_EQ(project.generations()[1].id, kept);
  EXPECT_EQ(code_of([&] { (void)project.picture(picture); }), ErrorCode::FileMalformed);
  EXPECT_FALSE(project.picture(project.frame_id(root, 0)).empty());
}

TEST(ProjectFile, SaveCopyReplacesOnlyWhenComplete) {
  const TestFolder folder;
  ProjectFile project = ProjectFile::create(folder / "a.v4e");
  project.add_generation(snow_generation(), test_frames(2));
  write_text(folder / "copy.v4e", "old");
  EXPECT_EQ(code_of([&] { project.save_copy(folder / "missing/copy.v4e"); }), ErrorCode::FileUnwritable);
  project.save_copy(folder / "copy.v4e");
  ProjectFile copy = ProjectFile::open(folder / "copy.v4e");
  EXPECT_EQ(copy.generations().size(), 1u);
  EXPECT_TRUE(same_pixels(copy.picture(copy.frame_id(1, 1)), test_frames(2)[1]));
}

TEST(ProjectFile, SurvivesKillsWhileItSaves) {
  const TestFolder folder;
  { (void)ProjectFile::create(folder / "a.v4e"); }
  std::size_t seen = 0;
  std::mt19937 random(5);
  for (int round = 0; round < 12; ++round) {
    std::array<int, 2> saved{};
    ASSERT_EQ(::pipe(saved.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ProjectFile project = ProjectFile::open(folder / "a.v4e");
      for (;;) {
        project.add_generation(snow_generation(), test_frames(3));
        if (::write(saved[1], "s", 1) != 1) ::_exit(1);
      }
    }
    ::close(saved[1]);
    // However slow the machine is: one is saved, and the kill comes while a later one is.
    char byte = 0;
    EXPECT_EQ(::read(saved[0], &byte, 1), 1);
    ::usleep(random() % 40000);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(saved[0]);
    ProjectFile project = ProjectFile::open(folder / "a.v4e");
    const auto all = project.generations();
    EXPECT_GT(all.size(), seen);
    seen = all.size();
    for (const auto& generation : all) {
      ASSERT_EQ(generation.frame_count, 3);
    }
    if (!all.empty()) {
      EXPECT_TRUE(same_pixels(project.picture(project.frame_id(all.back().id, 2)), test_frames(3)[2]));
    }
  }
}

TEST(ProjectFile, ReadsManyPicturesInTheirOrder) {
  const TestFolder folder;
  ProjectFile project = ProjectFile::create(folder / "a.v4e");
  const auto frames = test_frames(40);
  std::vector<PictureId> ids;
  for (const Image& frame : frames) ids.push_back(project.add_picture(frame));
  std::reverse(ids.begin(), ids.end());
  const auto read = project.pictures(ids);
  ASSERT_EQ(read.size(), frames.size());
  for (std::size_t i = 0; i < read.size(); ++i) EXPECT_TRUE(same_pixels(read[i], frames[39 - i])) << i;

  ids[20] = 4711;
  EXPECT_EQ(code_of([&] { (void)project.pictures(ids); }), ErrorCode::FileMalformed);
  std::stop_source stop;
  stop.request_stop();
  RunContext context;
  context.stop = stop.get_token();
  EXPECT_THROW((void)project.pictures(ids, context), Cancelled);
}

TEST(ProjectFile, KeepsWhatIsPaintedWithoutAGeneration) {
  const TestFolder folder;
  {
    ProjectFile project = ProjectFile::create(folder / "a.v4e");
    EXPECT_TRUE(project.painted().empty());
    const PictureId first = project.add_picture(test_picture(20, 10, 1, SampleType::U8, 1));
    const PictureId other = project.add_picture(test_picture(20, 10, 1, SampleType::U8, 2));
    project.set_painted({{"mask", first}, {"region1", other}});
    project.set_painted({{"mask", other}});
    project.drop_unused_pictures();
    EXPECT_EQ(code_of([&] { (void)project.picture(first); }), ErrorCode::FileMalformed) << "nothing has it";
    project.purge();
    project.save_copy(folder / "b.v4e");
  }
  ProjectFile copy = ProjectFile::open(folder / "b.v4e");
  const NamedPictures painted = copy.painted();
  ASSERT_EQ(painted.size(), 1u);
  EXPECT_TRUE(same_pixels(copy.picture(painted.at("mask")), test_picture(20, 10, 1, SampleType::U8, 2)));
}

TEST(ProjectFile, OpensTheFormatBeforePaintingWasKept) {
  const TestFolder folder;
  (void)ProjectFile::create(folder / "old.v4e");
  tamper(folder / "old.v4e",
         "DROP TABLE painted; ALTER TABLE generation DROP COLUMN name; ALTER TABLE generation DROP COLUMN "
         "is_on; ALTER TABLE generation DROP COLUMN follows; PRAGMA user_version = 1");
  EXPECT_TRUE(ProjectFile::open(folder / "old.v4e").painted().empty());
  ProjectFile project = ProjectFile::open(folder / "old.v4e");
  project.set_painted({{"mask", project.add_picture(test_picture(4, 4, 1, SampleType::U8, 3))}});
  EXPECT_EQ(project.painted().size(), 1u);
}

TEST(ProjectFile, FramesAreReplacedWithTheStepThatIsMadeAgain) {
  const TestFolder folder;
  ProjectFile project = ProjectFile::create(folder / "a.v4e");
  Generation made = snow_generation();
  made.id = project.add_generation(made, test_frames(3));
  made.is_on = false;
  const auto again = test_frames(5);
  project.update_generation(made, std::nullopt, again);
  project.drop_unused_pictures();
  ASSERT_EQ(project.generations().size(), 1U);
  EXPECT_EQ(project.generations()[0].frame_count, 5);
  EXPECT_FALSE(project.generations()[0].is_on);
  for (int i = 0; i < 5; ++i)
    EXPECT_TRUE(
        same_pixels(project.picture(project.frame_id(made.id, i)), again[static_cast<std::size_t>(i)]));
  project.update_generation(made);
  EXPECT_EQ(project.generations()[0].frame_count, 5);
}

// Before steps followed what they were made from, the parent of a step could be changed without it.
TEST(ProjectFile, StepsOfOlderProjectsThatDoNotFitTheirParentStayAsTheyAre) {
  const TestFolder folder;
  {
    ProjectFile project = ProjectFile::create(folder / "old.v4e");
    const PictureId edited = project.add_picture(test_picture(8, 8, 3, SampleType::U8, 1));
    const PictureId other = project.add_picture(test_picture(8, 8, 3, SampleType::U8, 2));
    const auto root = project.add_generation(snow_generation(), test_frames(2), {{"edited", edited}});
    Generation child = snow_generation();
    child.parent = root;
    (void)project.add_generation(child, test_frames(2), {{"edited", other}, {"source", edited}});
    (void)project.add_generation(child, test_frames(2), {{"edited", other}, {"source", other}});
  }
  tamper(folder / "old.v4e",
         "ALTER TABLE generation DROP COLUMN is_on; ALTER TABLE generation DROP COLUMN follows; PRAGMA "
         "user_version = 4");
  const auto all = ProjectFile::open(folder / "old.v4e").generations();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_TRUE(all[0].follows);
  EXPECT_TRUE(all[1].follows);
  EXPECT_FALSE(all[2].follows);
  EXPECT_TRUE(all[2].is_on);
}

}  // namespace
}  // namespace v4e
