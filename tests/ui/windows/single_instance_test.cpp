// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/single_instance.h"
#include "tests/ui/patience.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <future>

namespace v4e::ui {
namespace {

/// As another program would: waits on a thread of its own while this one answers.
bool handOverFromElsewhere(const QString& folder, const QStringList& files) {
  auto handed = std::async(std::launch::async, [=] {
    SingleInstance other(folder);
    return !other.isFirst() && other.handOver(files);
  });
  EXPECT_TRUE(
      QTest::qWaitFor([&] { return handed.wait_for(std::chrono::seconds(0)) == std::future_status::ready; },
                      test::kPatience_ms));
  return handed.get();
}

TEST(SingleInstance, TheSecondHandsItsFilesToTheFirst) {
  const QTemporaryDir folder;
  SingleInstance first(folder.path());
  ASSERT_TRUE(first.isFirst());
  QSignalSpy received(&first, &SingleInstance::filesReceived);
  EXPECT_TRUE(handOverFromElsewhere(folder.path(), {"/photos/a.jpg", "b.jpg"}));
  ASSERT_EQ(received.count(), 1);
  EXPECT_EQ(received[0][0].toStringList(), (QStringList{"/photos/a.jpg", QDir::current().filePath("b.jpg")}));
  EXPECT_TRUE(handOverFromElsewhere(folder.path(), {}));
  EXPECT_EQ(received.count(), 2) << "without files it only comes to the front";
}

TEST(SingleInstance, ThousandsOfFilesArrive) {
  const QTemporaryDir folder;
  SingleInstance first(folder.path());
  ASSERT_TRUE(first.isFirst());
  QSignalSpy received(&first, &SingleInstance::filesReceived);
  QStringList files;
  for (int i = 0; i < 20'000; ++i) files << QString("/photos/a folder with a long name/%1.jpg").arg(i);
  EXPECT_TRUE(handOverFromElsewhere(folder.path(), files));
  ASSERT_EQ(received.count(), 1);
  EXPECT_EQ(received[0][0].toStringList(), files);
}

TEST(SingleInstance, OtherFoldersAreOtherPrograms) {
  const QTemporaryDir one;
  const QTemporaryDir two;
  SingleInstance first(one.path());
  SingleInstance second(two.path());
  EXPECT_TRUE(first.isFirst());
  EXPECT_TRUE(second.isFirst());
}

TEST(SingleInstance, TheNextIsFirstWhenTheFirstHasEnded) {
  const QTemporaryDir folder;
  {
    SingleInstance first(folder.path());
    ASSERT_TRUE(first.isFirst());
    SingleInstance second(folder.path());
    EXPECT_FALSE(second.isFirst());
  }
  SingleInstance third(folder.path());
  EXPECT_TRUE(third.isFirst());
}

TEST(SingleInstance, NobodyListeningIsSaid) {
  const QTemporaryDir folder;
  const SingleInstance lonely(folder.path());
  EXPECT_FALSE(lonely.handOver({"a.jpg"}));
}

}  // namespace
}  // namespace v4e::ui
