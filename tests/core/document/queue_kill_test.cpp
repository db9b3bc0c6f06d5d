// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/wait.h>

#include <future>

#include "core/document/queue/queue_runner.h"
#include "tests/core/document/test_folder.h"

namespace v4e {
namespace {

constexpr int kItems = 40;
constexpr std::size_t kResultBytes = 20000;

std::string expected_result(const std::string& photo) {
  std::string text;
  while (text.size() < kResultBytes) text += photo;
  return text.substr(0, kResultBytes);
}

/// Writes in small pieces, so that a kill often hits a half-written file.
void slow_edit(const QueueItem& item, const RunContext& context) {
  const std::string text = expected_result(read_text(item.request.photo));
  std::ofstream file(item.temporary, std::ios::binary);
  for (std::size_t at = 0; at < text.size(); at += 2000) {
    context.check();
    file.write(text.data() + at, 2000).flush();
  }
}

/// What a program does at start: takes the queue, cleans up, goes on where the user would say so.
void run_to_end(const std::filesystem::path& queue) {
  QueueStore store(queue);
  if (!store.claim()) std::_Exit(3);
  store.recover();
  for (const auto& item : store.items()) {
    if (item.state == QueueState::Interrupted) store.retry(item.id);
  }
  std::promise<void> summed;
  QueueRunnerEvents events;
  events.on_summary = [&](const QueueSummary&) { summed.set_value(); };
  QueueRunner runner(store, slow_edit, events);
  runner.resume();
  summed.get_future().wait();
}

bool has_waiting(const std::filesystem::path& queue) {
  QueueStore store(queue);
  for (const auto& item : store.items()) {
    if (item.state != QueueState::Done) return true;
  }
  return false;
}

/// After any kill: what the queue calls done is whole and there once; nothing else is visible.
void check_consistent(const std::filesystem::path& queue, const std::filesystem::path& out) {
  QueueStore store(queue);
  ASSERT_TRUE(store.claim());
  store.recover();
  EXPECT_TRUE(store.pause_state().paused || !store.items().empty());
  std::vector<std::filesystem::path> done;
  for (const auto& item : store.items()) {
    ASSERT_FALSE(is_active(item.state));
    if (item.state != QueueState::Done) continue;
    done.push_back(item.result);
    ASSERT_EQ(read_text(item.result), expected_result(read_text(item.request.photo)));
  }
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(out)) {
    ASSERT_NE(std::find(done.begin(), done.end(), entry.path()), done.end()) << "left over: " << entry.path();
    ++files;
  }
  ASSERT_EQ(files, done.size());
}

TEST(QueueKilled, AtFiftyRandomMomentsLosesNothingAndExportsOnce) {
  const TestFolder folder;
  const auto queue = folder / "queue.db";
  std::filesystem::create_directories(folder / "out");
  int batch = 0;
  const auto refill = [&] {
    QueueStore store(queue);
    std::vector<QueueRequest> requests;
    for (int i = 0; i < kItems; ++i) {
      const std::string name = std::to_string(batch) + "-" + std::to_string(i);
      write_text(folder / ("in/" + name + ".jpg"), "photo " + name + ";");
      QueueRequest request;
      request.photo = folder / ("in/" + name + ".jpg");
      // Half of them want a name that is taken.
      request.output = folder / ("out/" + std::string(i % 2 ? name : "same name") + ".png");
      requests.push_back(request);
    }
    ++batch;
    store.add(requests);
  };
  std::mt19937 random(11);
  int kills_at_work = 0;
  // Some children are done before their moment comes: those do not count.
  for (int tries = 0; kills_at_work < 50; ++tries) {
    ASSERT_LT(tries, 1000);
    if (!has_waiting(queue)) refill();
    const pid_t child = ::fork();
    if (child == 0) {
      run_to_end(queue);
      std::_Exit(0);
    }
    ::usleep(1000 + random() % 60000);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    kills_at_work += WIFSIGNALED(status) ? 1 : 0;
    check_consistent(queue, folder / "out");
    if (HasFatalFailure()) return;
  }
  // A runner that finds nothing to do sums nothing up, and run_to_end would wait for that.
  if (!has_waiting(queue)) refill();
  run_to_end(queue);
  check_consistent(queue, folder / "out");
  QueueStore store(queue);
  EXPECT_EQ(store.items().size(), static_cast<std::size_t>(batch * kItems));
  for (const auto& item : store.items()) EXPECT_EQ(item.state, QueueState::Done);
}

}  // namespace
}  // namespace v4e
