// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_line.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ostream>

namespace v4e::cli {
namespace {

constexpr int kBarWidth = 24;
constexpr auto kRedraw = std::chrono::milliseconds(80);

std::string duration_text(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  char text[48];
  if (whole < 60) {
    std::snprintf(text, sizeof text, "%ld s", whole);
  } else {
    std::snprintf(text, sizeof text, "%ld:%02ld min", whole / 60, whole % 60);
  }
  return text;
}

}  // namespace

ProgressLine::ProgressLine(std::ostream& stream, bool is_terminal)
    : stream_(stream), is_terminal_(is_terminal), stage_start_(Clock::now()), last_drawn_(stage_start_) {}

ProgressLine::~ProgressLine() {
  finish();
}

void ProgressLine::begin_step(int step, int steps) {
  begin_part("step", step, steps);
}

void ProgressLine::begin_try(int attempt, int tries) {
  begin_part("try", attempt, tries);
}

void ProgressLine::begin_variant(int variant, int variants) {
  begin_part("variant", variant, variants);
}

void ProgressLine::begin_part(const char* kind, int part, int parts) {
  of_parts_.clear();
  if (parts > 1)
    of_parts_ = std::string(kind) + ' ' + std::to_string(part) + " of " + std::to_string(parts) + ", ";
  any_ = false;
  told_.clear();
}

void ProgressLine::show(const Progress& progress) {
  const auto now = Clock::now();
  const bool new_stage = !any_ || progress.stage != stage_;
  if (new_stage) {
    stage_ = progress.stage;
    stage_start_ = now;
  }
  if (is_terminal_) {
    if (new_stage || progress.step == progress.total || now - last_drawn_ >= kRedraw) draw(progress);
  } else if (told_.insert(progress.stage).second) {
    stream_ << of_parts_ << to_string(progress.stage) << " …" << std::endl;
  }
  any_ = true;
}

std::string ProgressLine::time_left(const Progress& progress) const {
  const double spent = std::chrono::duration<double>(Clock::now() - stage_start_).count();
  if (progress.step < 1 || progress.step >= progress.total || spent < 0.5) return "";
  return ", about " + duration_text(spent / progress.step * (progress.total - progress.step)) + " left";
}

void ProgressLine::draw(const Progress& progress) {
  const int total = std::max(1, progress.total);
  const int filled = kBarWidth * std::clamp(progress.step, 0, total) / total;
  // The escape sequence clears what a longer line has left.
  stream_ << "\r\x1b[K[" << std::string(static_cast<std::size_t>(filled), '#')
          << std::string(static_cast<std::size_t>(kBarWidth - filled), '.') << "] " << of_parts_
          << to_string(progress.stage) << ' ' << progress.step << '/' << total << time_left(progress)
          << std::flush;
  last_drawn_ = Clock::now();
  drawn_ = true;
}

void ProgressLine::finish() {
  if (drawn_) stream_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
  any_ = false;
  told_.clear();
  of_parts_.clear();
}

}  // namespace v4e::cli
