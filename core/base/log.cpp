// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <spdlog/sinks/dist_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <memory>
#include <mutex>
#include <vector>

namespace v4e {
namespace {

constexpr std::size_t kMaxLogBytes = 4 << 20;
constexpr std::size_t kKeptFiles = 3;

constexpr const char* kRoot = "v4e";

std::shared_ptr<spdlog::sinks::dist_sink_mt> find_or_make_sink() {
  // The editor's engine is a module with a copy of this file; spdlog's register is the same for both.
  if (const auto root = spdlog::get(kRoot))
    return std::static_pointer_cast<spdlog::sinks::dist_sink_mt>(root->sinks().front());
  auto made = std::make_shared<spdlog::sinks::dist_sink_mt>();
  made->add_sink(std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  made->set_level(spdlog::level::warn);
  spdlog::register_logger(std::make_shared<spdlog::logger>(kRoot, made));
  return made;
}

// All loggers share one distributing sink, so that configuring reaches loggers made before.
const std::shared_ptr<spdlog::sinks::dist_sink_mt>& shared_sink() {
  static const auto sink = find_or_make_sink();
  return sink;
}

}  // namespace

spdlog::logger& logger(const std::string& area) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  auto found = spdlog::get(area);
  if (!found) {
    found = std::make_shared<spdlog::logger>(area, shared_sink());
    found->set_level(spdlog::level::trace);  // the sink decides
    found->flush_on(spdlog::level::info);    // after a crash the file tells what was begun
    spdlog::register_logger(found);
  }
  return *found;
}

void configure_logging(spdlog::level::level_enum level, const std::filesystem::path& file) {
  std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_color_sink_mt>()};
  if (!file.empty()) {
    sinks.push_back(
        std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), kMaxLogBytes, kKeptFiles));
  }
  shared_sink()->set_sinks(std::move(sinks));
  shared_sink()->set_level(level);
}

}  // namespace v4e
