// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace v4e {

/// One of several ways to compute the same thing, up to rounding.
struct ComputePath {
  std::string_view name;      ///< "matmul", "convolution"
  std::function<void()> run;  ///< computes it once, at a size that takes milliseconds
};

/// What was chosen for one kind of work.
struct PathChoice {
  std::string work;      ///< kind, dtype and size: "linear f32 1536x8960 x2048"
  std::string path;      ///< name of the fastest way
  double speedup = 1.0;  ///< the first way's time over this one's
  bool operator==(const PathChoice&) const = default;
};

/// Finds the fastest of several paths on this machine. Which library multiplies fastest depends on the
/// processor, so nothing is concluded from its maker: each way is run a few times when a kind of work comes
/// up for the first time, and the answer is kept in a file. The first way stays unless another one takes at
/// most nine tenths of its time: measurements are not exact, and edits with one seed should not change from
/// one start to the next. Safe to use from several threads; two of them never measure at once.
class PathChooser {
 public:
  /// `file` keeps the answers, under `machine`; empty keeps nothing. `forced` (kind -> path) replaces
  /// measuring: what it does not name takes the first way.
  PathChooser(std::filesystem::path file, std::string machine,
              std::optional<std::map<std::string, std::string>> forced = std::nullopt);

  /// Index of the fastest way. The first word of `work` is its kind. Throws what a path throws.
  [[nodiscard]] std::size_t choose(const std::string& work, std::span<const ComputePath> paths);

  /// What has been chosen so far, in this and in earlier runs, sorted by `work`.
  [[nodiscard]] std::vector<PathChoice> choices() const;

 private:
  void keep(const PathChoice& choice) const;

  const std::filesystem::path file_;
  const std::string machine_;
  const std::optional<std::map<std::string, std::string>> forced_;
  mutable std::mutex mutex_;
  std::map<std::string, PathChoice> known_;
};

/// PathChooser of the whole program. It keeps its answers in $XDG_CACHE_HOME/video4edit/paths.json, for this
/// processor, number of threads and LibTorch. $V4E_PATHS replaces measuring, for tests and benchmarks:
/// "first" takes the first way everywhere, "linear=matmul,attention=torch" forces ways by kind.
[[nodiscard]] std::size_t choose_path(const std::string& work, std::span<const ComputePath> paths);
[[nodiscard]] std::vector<PathChoice> chosen_paths();

/// What answers are kept for: "AMD EPYC, 2 threads, LibTorch 2.13.0".
[[nodiscard]] std::string machine_name();

}  // namespace v4e
