// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/verify/verify.h"

namespace v4e {

/// Collects cases; private to verify*.cpp.
class VerifyReport {
 public:
  VerifyReport(at::Device device, const RunContext& context) : device_(device), context_(context) {}

  enum class Measure { Relative, Absolute };

  /// One case per tensor. Another shape or a value that is not finite fails.
  void compare(const std::string& name, const at::Tensor& actual, const at::Tensor& expected,
               double tolerance, Measure measure = Measure::Relative);
  /// For things that are right or wrong; `count` of them, of which `wrong` are wrong.
  void exact(const std::string& name, std::int64_t count, std::int64_t wrong, const std::string& note);
  void unsupported(const std::string& name, const std::string& why);
  /// Runs cases; an error of theirs becomes a failed case `name`, or an unsupported one where it says so.
  void guard(const std::string& name, const std::function<void()>& cases);

  [[nodiscard]] const at::Device& device() const { return device_; }
  [[nodiscard]] const RunContext& context() const { return context_; }
  [[nodiscard]] std::vector<VerifyCase> take() { return std::move(cases_); }

 private:
  at::Device device_;
  const RunContext& context_;
  std::vector<VerifyCase> cases_;
};

/// Names before `suffix` of all tensors that end in it: "enc5" for "enc5.in.video" and ".in.video".
[[nodiscard]] std::vector<std::string> stems(const std::vector<std::string>& names,
                                             const std::string& suffix);

void verify_dit(VerifyReport& report, const std::filesystem::path& folder);
void verify_vae(VerifyReport& report, const std::filesystem::path& folder);
void verify_umt5(VerifyReport& report, const std::filesystem::path& folder);
void verify_clip(VerifyReport& report, const std::filesystem::path& folder);
void verify_images(VerifyReport& report, const std::filesystem::path& folder);
void verify_schedulers(VerifyReport& report, const std::filesystem::path& folder);
void verify_tokenizer(VerifyReport& report, const std::filesystem::path& folder);
/// The cases of root / folder, "pipelines" or "pipelines22"; they use the models in `root`.
void verify_pipelines(VerifyReport& report, const std::filesystem::path& root, const std::string& folder);

/// Weights in the files of other programs: `part` is one folder of `root`.
void verify_other_files(VerifyReport& report, const std::filesystem::path& root,
                        const std::filesystem::path& part);

}  // namespace v4e
