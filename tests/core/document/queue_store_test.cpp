// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_store.h"

#include <gmock/gmock.h>

#include "core/document/queue/output_name.h"
#include "core/document/queue/photo_finder.h"
#include "core/document/queue/queue_transitions.h"
#include "tests/core/document/test_folder.h"

namespace v4e {
namespace {

using testing::ElementsAre;

class QueueStoreTest : public testing::Test {
 protected:
  QueueRequest request(const std::string& name) {
    write_text(folder_ / (name + ".jpg"), "photo " + name);
    QueueRequest one;
    one.photo = folder_ / (name + ".jpg");
    one.settings.instruction = "let it snow";
    one.output = folder_ / ("out/" + name + ".png");
    return one;
  }
  std::vector<std::int64_t> add(QueueStore& store, const std::vector<std::string>& names) {
    std::vector<QueueRequest> requests;
    for (const auto& name : names) requests.push_back(request(name));
    return store.add(requests);
  }
  static std::vector<std::string> names(QueueStore& store) {
    std::vector<std::string> all;
    for (const auto& item : store.items()) all.push_back(item.request.photo.stem().string());
    return all;
  }
  static QueueItem item(QueueStore& store, std::int64_t id) { return store.items(std::span(&id, 1)).at(0); }

  TestFolder folder_;
  QueueStore store_{folder_ / "queue.db"};
};

TEST_F(QueueStoreTest, KeepsItemsInOrderAcrossOpen) {
  const TestFolder other;
  QueueRequest wanted = request("a");
  wanted.settings.caption = "Snow begins to fall";
  wanted.settings.model = "nano";
  wanted.settings.steps = 4;
  wanted.settings.seed = 0xffffffffffffffffu;
  {
    QueueStore store(other / "queue.db");
    store.add(std::vector{wanted, request("b")});
  }
  QueueStore store(other / "queue.db");
  const auto all = store.items();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].request.photo, wanted.photo);
  EXPECT_EQ(all[0].request.settings.caption, wanted.settings.caption);
  EXPECT_EQ(all[0].request.settings.model, "nano");
  EXPECT_EQ(all[0].request.settings, wanted.settings);
  EXPECT_EQ(all[0].request.settings.seed, wanted.settings.seed);
  EXPECT_EQ(all[0].state, QueueState::Waiting);
  EXPECT_GT(all[0].added_ms, 1'600'000'000'000);
}

TEST_F(QueueStoreTest, MovesSeveralAtOnce) {
  const auto ids = add(store_, {"a", "b", "c", "d", "e"});
  store_.move(std::vector{ids[3], ids[1]}, ids[0]);
  EXPECT_THAT(names(store_), ElementsAre("d", "b", "a", "c", "e"));
  store_.move(std::vector{ids[3]}, 0);
  EXPECT_THAT(names(store_), ElementsAre("b", "a", "c", "e", "d"));
  for (int i = 0; i < 300; ++i) store_.move(std::vector{ids[4]}, i % 2 ? ids[0] : ids[2]);
  EXPECT_THAT(names(store_), ElementsAre("b", "e", "a", "c", "d"));
}

TEST_F(QueueStoreTest, WhatWasRemovedComesBackInItsPlace) {
  auto ids = add(store_, {"a", "b", "c"});
  QueueTransitions transitions(store_);
  transitions.begin();
  transitions.fail(ids[0], ErrorCode::OutOfMemory, "too large");
  const auto kept = store_.items(std::span(ids).first(2));
  store_.remove(std::span(ids).first(2));
  add(store_, {"d"});
  store_.restore(kept);
  EXPECT_EQ(names(store_), (std::vector<std::string>{"a", "b", "c", "d"}));
  const QueueItem failed = item(store_, ids[0]);
  EXPECT_EQ(failed.state, QueueState::Failed);
  EXPECT_EQ(failed.error_text, "too large");
  EXPECT_EQ(failed.request, kept[0].request);
  EXPECT_EQ(failed.attempts, kept[0].attempts);
  EXPECT_THROW(store_.retry(ids[0]), Error) << "it still would run out of memory";
  EXPECT_EQ(item(store_, ids[1]).state, QueueState::Waiting);
}

TEST_F(QueueStoreTest, RestoringChangesNothingThatIsAtWorkOrDone) {
  const auto ids = add(store_, {"a", "b"});
  const auto before = store_.items();
  QueueRequest changed = request("b");
  changed.settings.instruction = "fog";
  store_.edit(ids[1], changed);
  QueueTransitions(store_).begin();
  store_.restore(before);
  EXPECT_EQ(item(store_, ids[0]).state, QueueState::Preparing);
  EXPECT_EQ(item(store_, ids[1]).request, before[1].request);
  const auto at_work = store_.items();
  store_.restore(at_work);
  EXPECT_EQ(item(store_, ids[0]).state, QueueState::Preparing);
}

TEST_F(QueueStoreTest, ReportsChanges) {
  std::vector<QueueChange> changes;
  store_.set_listener([&](const QueueChange& change) { changes.push_back(change); });
  const auto ids = add(store_, {"a", "b"});
  store_.remove(ids);
  store_.set_paused({true, "lunch"});
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].changed, ids);
  EXPECT_EQ(changes[1].removed, ids);
  EXPECT_TRUE(changes[2].everything);
  EXPECT_EQ(store_.pause_state().reason, "lunch");
}

TEST_F(QueueStoreTest, OnlyWaitingItemsCanBeChanged) {
  const auto ids = add(store_, {"a"});
  QueueRequest changed = request("a");
  changed.settings.instruction = "dusk";
  store_.edit(ids[0], changed);
  EXPECT_EQ(item(store_, ids[0]).request.settings.instruction, "dusk");
  QueueTransitions(store_).begin();
  EXPECT_THROW(store_.edit(ids[0], changed), Error);
  store_.remove(ids);
  EXPECT_EQ(store_.items().size(), 1u) << "an item at work was removed";
}

TEST_F(QueueStoreTest, ChangesAllThatWaitAtOneBlow) {
  const auto ids = add(store_, {"a", "b", "c"});
  QueueTransitions(store_).begin();
  std::vector<QueueChange> changes;
  store_.set_listener([&](const QueueChange& change) { changes.push_back(change); });
  store_.edit_waiting([&](const QueueItem& one, QueueRequest& wanted) {
    EXPECT_NE(one.id, ids[0]) << "it is at work";
    if (one.id != ids[2]) return;
    wanted.quality = 80;
    wanted.subfolder = "trip";
    wanted.counter = 7;
  });
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_THAT(changes[0].changed, ElementsAre(ids[2]));
  EXPECT_EQ(item(store_, ids[2]).request.quality, 80);
  EXPECT_EQ(item(store_, ids[2]).request.subfolder, "trip");
  EXPECT_EQ(item(store_, ids[2]).request.counter, 7);
  EXPECT_EQ(item(store_, ids[1]).request.quality, 0);
  EXPECT_THROW(store_.edit_waiting([](const QueueItem&, QueueRequest& wanted) { wanted.output.clear(); }),
               Error);
  EXPECT_EQ(item(store_, ids[1]).request.output, request("b").output) << "all or none";
}

TEST_F(QueueStoreTest, AFailedItemMayBeChangedAndThenTriedAgain) {
  const auto ids = add(store_, {"a"});
  QueueTransitions transitions(store_);
  ASSERT_TRUE(transitions.begin());
  transitions.fail(ids[0], ErrorCode::OutOfMemory, "needs 40 GB");
  QueueRequest smaller = request("a");
  smaller.settings.frames = 5;
  store_.edit(ids[0], smaller);
  store_.retry(ids[0]);
  EXPECT_EQ(item(store_, ids[0]).state, QueueState::Waiting);
}

TEST_F(QueueStoreTest, RefusesItemsThatCannotRun) {
  QueueRequest bad = request("a");
  bad.settings.steps = 0;
  EXPECT_THROW(store_.add(std::vector{request("b"), bad}), Error);
  bad = request("a");
  bad.output.clear();
  EXPECT_THROW(store_.add(std::vector{bad}), Error);
  EXPECT_TRUE(store_.items().empty());
}

TEST_F(QueueStoreTest, NoSecondTryWithTheSameParametersAfterOutOfMemory) {
  const auto ids = add(store_, {"a"});
  QueueTransitions transitions(store_);
  ASSERT_TRUE(transitions.begin());
  transitions.fail(ids[0], ErrorCode::OutOfMemory, "needs 40 GB");
  EXPECT_EQ(item(store_, ids[0]).error_text, "needs 40 GB");
  EXPECT_THROW(store_.retry(ids[0]), Error);
  EXPECT_EQ(item(store_, ids[0]).state, QueueState::Failed);
  transitions.fail(ids[0], ErrorCode::FileMalformed, "broken");
  store_.retry(ids[0]);
  EXPECT_EQ(item(store_, ids[0]).state, QueueState::Waiting);
  EXPECT_FALSE(item(store_, ids[0]).error_code);
}

TEST_F(QueueStoreTest, RecoveryNeverRunsAnInterruptedItem) {
  const auto ids = add(store_, {"a", "b"});
  std::filesystem::create_directories(folder_ / "out");
  QueueTransitions transitions(store_);
  const auto begun = transitions.begin();
  transitions.start_running(ids[0], "hash");
  write_text(begun->temporary, "half");
  write_text(begun->temporary.parent_path() / ("." + begun->temporary.stem().string() + ".part77-0.png"),
             "quarter");
  ASSERT_TRUE(store_.claim());
  const QueueRecovery recovery = store_.recover();
  EXPECT_EQ(recovery.interrupted, 1);
  EXPECT_EQ(recovery.waiting, 1);
  EXPECT_TRUE(recovery.is_worth_a_banner());
  EXPECT_TRUE(store_.pause_state().paused);
  EXPECT_NE(store_.pause_state().reason.find("1 edit was interrupted"), std::string::npos);
  EXPECT_EQ(item(store_, ids[0]).state, QueueState::Interrupted);
  EXPECT_EQ(item(store_, ids[0]).attempts, 1);
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "out"));
  EXPECT_EQ(transitions.begin()->id, ids[1]) << "the interrupted item was taken again";
}

TEST_F(QueueStoreTest, OneProgramRunsTheQueue) {
  ASSERT_TRUE(store_.claim());
  {
    QueueStore second(folder_ / "queue.db");
    EXPECT_FALSE(second.claim());
    second.add(std::vector{request("from another program")});
  }
  EXPECT_EQ(store_.items().size(), 1u);
}

TEST_F(QueueStoreTest, AQueueOfAnOlderProgramIsTakenOver) {
  write_database(folder_ / "old.db", "queue-2.sql");
  {
    // Format 1 had fewer columns.
    sqlite::Database file(folder_ / "old.db", sqlite::OpenMode::ReadWrite);
    for (const char* column : {"subfolder", "counter", "quality"})
      file.execute((std::string("ALTER TABLE item DROP COLUMN ") + column).c_str());
    file.execute("PRAGMA user_version = 1");
  }
  QueueStore store(folder_ / "old.db");
  ASSERT_EQ(store.items().size(), 4U);
  EXPECT_EQ(store.items()[0].request.settings.instruction, "let it snow");
  EXPECT_EQ(store.items()[0].request.counter, 1);
  EXPECT_EQ(store.items()[0].request.quality, 0);
}

TEST_F(QueueStoreTest, ForeignAndNewerFilesAreRefused) {
  write_text(folder_ / "text.db", std::string(4000, 'q'));
  EXPECT_THROW(QueueStore(folder_ / "text.db"), Error);
  { QueueStore fresh(folder_ / "new.db"); }
  {
    sqlite::Database database(folder_ / "new.db", sqlite::OpenMode::ReadWrite);
    database.execute("PRAGMA user_version = 50");
  }
  try {
    QueueStore store(folder_ / "new.db");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
  }
}

TEST(OutputName, FillsThePattern) {
  OutputRule rule;
  rule.folder = "/out";
  rule.pattern = "{name}_{instruction}_{seed}_{counter}";
  OutputNameParts parts{"/photos/IMG 1.jpeg", "trip/day", "make it: snow/rain?", 7, 3};
  EXPECT_EQ(output_path(rule, parts), "/out/trip/day/IMG 1_make it- snow-rain-_7_3.png");
  rule.folder.clear();
  rule.pattern = "{name}";
  EXPECT_EQ(output_path(rule, parts), "/photos/IMG 1.png");
  rule.pattern = "../{name}";
  EXPECT_EQ(output_path(rule, parts), "/photos/-IMG 1.png");
  rule.pattern = "{instruction}";
  parts.instruction.clear();
  EXPECT_EQ(output_path(rule, parts), "/photos/edit.png");
  for (int i = 0; i < 200; ++i) parts.instruction += "雪";
  EXPECT_EQ(output_path(rule, parts).stem().string().size(), 48u);
  rule.pattern = "{nmae}";
  EXPECT_THROW((void)output_path(rule, parts), Error);
  rule.pattern = "{name}";
  rule.extension.clear();
  EXPECT_EQ(output_path(rule, parts), "/photos/IMG 1.jpeg");
  EXPECT_EQ(output_path(rule, {"/photos/a.gif", {}, {}, 0, 1}), "/photos/a.png") << "no kind that we write";
  rule.extension = ".png";
  rule.pattern = "a{b";
  EXPECT_EQ(output_path(rule, parts), "/photos/a{b.png");
}

TEST(OutputName, NeverReplaces) {
  const TestFolder folder;
  write_text(folder / "new", "new");
  write_text(folder / "old", "old");
  EXPECT_FALSE(move_without_replacing(folder / "new", folder / "old"));
  EXPECT_EQ(read_text(folder / "old"), "old");
  EXPECT_TRUE(move_without_replacing(folder / "new", numbered_path(folder / "old.png", 2)));
  EXPECT_EQ(read_text(folder / "old (2).png"), "new");
  EXPECT_FALSE(std::filesystem::exists(folder / "new"));
}

TEST(PhotoFinder, FindsPhotosAndSaysWhatItLeftOut) {
  const TestFolder folder;
  const std::string jpeg = "\xff\xd8\xff\xe0 and so on";
  write_text(folder / "trip/b.jpg", jpeg);
  write_text(folder / "trip/day 2/a.dat", jpeg);
  write_text(folder / "trip/notes.txt", "no photo");
  write_text(folder / "trip/empty.png", "");
  write_text(folder / "trip/.hidden.jpg", jpeg);
  std::filesystem::create_directory_symlink(folder / "trip", folder / "trip/ring");
  std::vector<FoundPhoto> photos;
  std::vector<SkippedFile> skipped;
  const std::vector<std::filesystem::path> paths{folder.path() / "trip/", folder / "gone.jpg"};
  find_photos(paths, [&](PhotoBatch batch) {
    photos.insert(photos.end(), batch.photos.begin(), batch.photos.end());
    skipped.insert(skipped.end(), batch.skipped.begin(), batch.skipped.end());
  });
  ASSERT_EQ(photos.size(), 2u);
  EXPECT_EQ(photos[0].path, folder / "trip/b.jpg");
  EXPECT_EQ(photos[0].subfolder, "trip");
  EXPECT_EQ(photos[1].path, folder / "trip/day 2/a.dat");
  EXPECT_EQ(photos[1].subfolder, "trip/day 2");
  ASSERT_EQ(skipped.size(), 3u);
  EXPECT_EQ(skipped[2].path, folder / "gone.jpg");
}

TEST(PhotoFinder, TenThousandFilesComeInBatchesAndCanBeStopped) {
  const TestFolder folder;
  for (int i = 0; i < 10000; ++i) {
    std::ofstream(folder.path() / ("p" + std::to_string(i))) << (i % 2 ? "\xff\xd8\xff\xe0" : "text");
  }
  std::size_t photos = 0;
  std::size_t skipped = 0;
  std::size_t batches = 0;
  std::stop_source stop;
  const std::vector<std::filesystem::path> paths{folder.path()};
  find_photos(paths, [&](const PhotoBatch& batch) {
    photos += batch.photos.size();
    skipped += batch.skipped.size();
    ++batches;
  });
  EXPECT_EQ(photos, 5000u);
  EXPECT_EQ(skipped, 5000u);
  EXPECT_GE(batches, 50u);
  batches = 0;
  EXPECT_THROW(find_photos(
                   paths, [&](const PhotoBatch&) { ++batches, stop.request_stop(); },
                   RunContext{stop.get_token(), {}}),
               Cancelled);
  EXPECT_EQ(batches, 1u);
}

TEST(QueueOfBefore, OpensWithAllThatWasAskedFor) {
  const TestFolder folder;
  write_database(folder / "queue.db", "queue-2.sql");
  QueueStore store(folder / "queue.db");
  const auto all = store.items();
  ASSERT_EQ(all.size(), 4U);
  const EditSettings expected{.instruction = "let it snow",
                              .caption = "Snow \"falls\".",
                              .model = "/models/nano",
                              .steps = 12,
                              .guidance = 2.5,
                              .frames = 9,
                              .seed = 0xfedcba9876543210u};
  EXPECT_EQ(all[0].request.settings, expected);
  EXPECT_EQ(all[0].request.photo, "/photos/a.jpg");
  EXPECT_EQ(all[0].request.output, "/out/a.png");
  EXPECT_EQ(all[0].request.subfolder, "sub");
  EXPECT_EQ(all[0].request.counter, 3);
  EXPECT_EQ(all[0].request.quality, 90);
  EXPECT_EQ(all[1].request.settings, (EditSettings{.instruction = "make it night", .seed = 5}));
  // One that cannot be read does not keep the others away, stays what it is, and is not run as another.
  EXPECT_EQ(edit_settings_from_text(R"({"instruction":"fog"})", "").instruction, "fog");
  EXPECT_NE(all[2].request.unreadable_order.find("many"), std::string::npos);
  store.remove(std::vector{all[2].id});
  store.restore(std::vector{all[2]});
  EXPECT_EQ(store.items(std::vector{all[2].id}).at(0).request, all[2].request);
  // What ran out of memory before is known to have done so.
  EXPECT_EQ(all[3].error_code, ErrorCode::OutOfMemory);
  EXPECT_THROW(store.retry(all[3].id), Error);
}

TEST(QueueOfBefore, OfFormatThreeOpensToo) {
  const TestFolder folder;
  write_database(folder / "queue.db", "queue-3.sql");
  QueueStore store(folder / "queue.db");
  const auto all = store.items();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].request.settings.strength, 0.5);
  EXPECT_EQ(all[0].request.settings.seed, 0xfedcba9876543210u);
  EXPECT_TRUE(all[0].request.before.empty());
  EXPECT_EQ(all[0].request.shape, PhotoShape{});
  EXPECT_NE(all[2].request.unreadable_order.find("many"), std::string::npos);
  EXPECT_THROW(store.retry(all[3].id), Error) << "it would run out of memory again";
}

QueueRequest look_request() {
  QueueRequest wanted;
  wanted.photo = "/photos/a.jpg";
  wanted.output = "/out/a.png";
  wanted.before = {{.instruction = "make it night", .model = "nano", .seed = 7, .strength = 0.4},
                   {.instruction = "make it snow", .steps = 3}};
  wanted.settings.instruction = "add fog";
  wanted.look = "Winter \"evening\"";
  wanted.shape = {true, 3, -1.5, AspectRatio{3, 2}, {}};
  return wanted;
}

TEST_F(QueueStoreTest, KeepsTheStepsOfALookAndAShapeAcrossOpen) {
  const TestFolder other;
  QueueRequest cropped = look_request();
  cropped.shape = {false, 0, 0, {}, PixelArea{1, 2, 30, 40}};
  const std::vector wanted{look_request(), cropped, request("c")};
  { QueueStore(other / "queue.db").add(wanted); }
  QueueStore store(other / "queue.db");
  const auto all = store.items();
  ASSERT_EQ(all.size(), 3U);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].request, wanted[i]) << i;
  EXPECT_EQ(steps_of(all[0].request).size(), 3U);
  // A program that knows no steps would do the last one alone.
  sqlite::Database file(other / "queue.db", sqlite::OpenMode::ReadOnly);
  EXPECT_GE(file.integer("PRAGMA user_version"), 5);
}

TEST_F(QueueStoreTest, StepsThatCannotBeReadFailAloneAndStayWhatTheyAre) {
  const auto ids = store_.add(std::vector{look_request(), request("b")});
  {
    sqlite::Database file(folder_ / "queue.db", sqlite::OpenMode::ReadWrite);
    file.execute(
        "UPDATE item SET settings = json_set(settings, '$.before', 5) WHERE photo = '/photos/a.jpg'");
  }
  const QueueItem broken = item(store_, ids[0]);
  EXPECT_NE(broken.request.unreadable_order.find("Winter"), std::string::npos);
  EXPECT_TRUE(item(store_, ids[1]).request.unreadable_order.empty());
  store_.edit_waiting([](const QueueItem&, QueueRequest& wanted) { wanted.quality = 80; });
  EXPECT_EQ(item(store_, ids[0]).request.unreadable_order, broken.request.unreadable_order);
}

TEST_F(QueueStoreTest, MemoryThatRanOutIsThatOfAllStepsAndTheShape) {
  QueueRequest small = look_request();
  const auto ids = store_.add(std::vector{small});
  QueueTransitions transitions(store_);
  transitions.begin();
  transitions.fail(ids[0], ErrorCode::OutOfMemory, "too large");
  EXPECT_THROW(store_.retry(ids[0]), Error);
  small.before[1].steps = 2;
  store_.edit(ids[0], small);
  store_.retry(ids[0]);
  transitions.begin();
  transitions.fail(ids[0], ErrorCode::OutOfMemory, "too large");
  small.shape.ratio = AspectRatio{1, 1};
  store_.edit(ids[0], small);
  EXPECT_NO_THROW(store_.retry(ids[0]));
}

TEST_F(QueueStoreTest, FinishingAt2KIsKeptAndTakesMemoryOfItsOwn) {
  QueueRequest finished = request("a");
  finished.finish = true;
  const auto ids = store_.add(std::vector{finished, request("b")});
  EXPECT_EQ(item(store_, ids[0]).request, finished);
  EXPECT_FALSE(item(store_, ids[1]).request.finish);
  EXPECT_EQ(words_of(finished), words_of(request("a"))) << "the result is the edit";
  QueueTransitions transitions(store_);
  transitions.begin();
  transitions.fail(ids[0], ErrorCode::OutOfMemory, "too large");
  EXPECT_THROW(store_.retry(ids[0]), Error);
  finished.finish = false;
  store_.edit(ids[0], finished);
  EXPECT_NO_THROW(store_.retry(ids[0])) << "the edit itself may fit";
  // A program that knows no finish would leave it out.
  sqlite::Database file(folder_ / "queue.db", sqlite::OpenMode::ReadOnly);
  EXPECT_GE(file.integer("PRAGMA user_version"), 10);
}

TEST(QueueRequest, IsNamedAfterTheLookOrAllInstructions) {
  QueueRequest wanted = look_request();
  EXPECT_EQ(words_of(wanted), "Winter \"evening\"");
  wanted.look.clear();
  EXPECT_EQ(words_of(wanted), "make it night, make it snow, add fog");
  wanted.before.clear();
  EXPECT_EQ(words_of(wanted), "add fog");
}

TEST_F(QueueStoreTest, KeepsEverySettingAcrossOpen) {
  QueueRequest wanted = request("a");
  wanted.settings = {.instruction = "fog",
                     .caption = "Fog rises.",
                     .model = "nano",
                     .negative_prompt = "",
                     .steps = 3,
                     .guidance = 1.5,
                     .frames = 9,
                     .shift = 2.25,
                     .reasoning_steps = 4,
                     .working_area_px = 90'000,
                     .seed = 0xffffffffffffffffu,
                     .merge = MergeWay::Local,
                     .amount = 0.25};
  const TestFolder other;
  { QueueStore(other / "queue.db").add(std::vector{wanted}); }
  EXPECT_EQ(QueueStore(other / "queue.db").items().at(0).request, wanted);
}

}  // namespace
}  // namespace v4e
