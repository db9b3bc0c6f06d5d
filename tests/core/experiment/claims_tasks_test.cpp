// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_tasks.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "tests/end_to_end/program.h"

namespace v4e::training {
namespace {

class ClaimsTasksTest : public testing::Test {
 protected:
  [[nodiscard]] ClaimsTask task(const std::string& name, std::vector<std::string> needs) {
    return {name, std::move(needs), [this, name](const std::filesystem::path&) -> nlohmann::json {
              const std::scoped_lock lock(mutex_);
              done_.push_back(name);
              return {{"name", name}};
            }};
  }
  void work(const std::vector<ClaimsTask>& tasks) {
    work_off(tasks, folder_.path(), {}, [](const std::string&) {});
  }

  test::TemporaryFolder folder_;
  std::mutex mutex_;
  std::vector<std::string> done_;
};

TEST_F(ClaimsTasksTest, AreDoneAfterWhatTheyNeedAndOnce) {
  const std::vector<ClaimsTask> tasks{task("student", {"teacher"}), task("teacher", {"clips"}),
                                      task("clips", {})};
  work(tasks);
  EXPECT_EQ(done_, (std::vector<std::string>{"clips", "teacher", "student"}));
  EXPECT_EQ(result_of(folder_.path(), "teacher").at("name"), "teacher");
  work(tasks);
  EXPECT_EQ(done_.size(), 3U);
}

TEST_F(ClaimsTasksTest, AFailedOneIsDoneTheNextTime) {
  bool fails = true;
  ClaimsTask fragile{"fragile", {}, [&](const std::filesystem::path&) -> nlohmann::json {
                       if (fails) throw std::runtime_error("no");
                       return {{"value", 1}};
                     }};
  EXPECT_THROW(work({fragile}), std::runtime_error);
  EXPECT_FALSE(is_done(folder_.path(), "fragile"));
  fails = false;
  work({fragile});
  EXPECT_EQ(result_of(folder_.path(), "fragile").at("value"), 1);
}

TEST_F(ClaimsTasksTest, AStopEndsTheWork) {
  std::stop_source stop;
  RunContext context;
  context.stop = stop.get_token();
  ClaimsTask last{"last", {}, [&](const std::filesystem::path&) -> nlohmann::json {
                    stop.request_stop();
                    return {{"value", 1}};
                  }};
  EXPECT_THROW(work_off({last, task("next", {"last"})}, folder_.path(), context, [](const std::string&) {}),
               Cancelled);
  EXPECT_TRUE(done_.empty());
}

TEST_F(ClaimsTasksTest, TwoWorkersShareThem) {
  std::vector<ClaimsTask> tasks;
  for (int i = 0; i < 20; ++i) tasks.push_back(task("t" + std::to_string(i), {}));
  std::thread other([&] { work(tasks); });
  work(tasks);
  other.join();
  EXPECT_EQ(done_.size(), 20U);
}

}  // namespace
}  // namespace v4e::training
