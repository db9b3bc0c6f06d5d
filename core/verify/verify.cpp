// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verify.h"

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

#include "core/base/error.h"
#include "core/checkpoints/state_dict.h"
#include "core/verify/verify_report.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

nlohmann::json finite_or_null(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

/// Exact fp32 on CUDA while it lives: the reference's numbers are fp32, not TF32.
class NoTf32 {
 public:
  NoTf32() : cudnn_(at::globalContext().allowTF32CuDNN()), blas_(at::globalContext().allowTF32CuBLAS()) {
    set(false, false);
  }
  ~NoTf32() { set(cudnn_, blas_); }
  NoTf32(const NoTf32&) = delete;
  NoTf32& operator=(const NoTf32&) = delete;

 private:
  static void set(bool cudnn, bool blas) {
    at::globalContext().setAllowTF32CuDNN(cudnn);
    at::globalContext().setAllowTF32CuBLAS(blas);
  }
  bool cudnn_;
  bool blas_;
};

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return "pass";
    case Verdict::Fail:
      return "fail";
    case Verdict::Unsupported:
      return "unsupported";
  }
  return "";
}

std::vector<std::string> stems(const std::vector<std::string>& names, const std::string& suffix) {
  std::vector<std::string> result;
  for (const std::string& name : names) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) {
      result.push_back(name.substr(0, name.size() - suffix.size()));
    }
  }
  return result;
}

void VerifyReport::compare(const std::string& name, const at::Tensor& actual, const at::Tensor& expected,
                           double tolerance, Measure measure) {
  context_.check();
  VerifyCase result{.name = name, .shape = expected.sizes().vec(), .tolerance = tolerance, .note = {}};
  const at::Tensor value = actual.to(at::kCPU, at::kFloat);
  if (value.sizes() != expected.sizes()) {
    result.max_abs_error = result.relative_error = INFINITY;
    result.note = "has shape " + shape_text(value.sizes());
  } else if (!at::isfinite(value).all().item<bool>()) {
    result.max_abs_error = result.relative_error = INFINITY;
    result.note = "has values that are not finite";
  } else {
    const at::Tensor reference = expected.to(at::kFloat);
    result.max_abs_error = (value - reference).abs().max().item<double>();
    const double largest = reference.abs().max().item<double>();
    result.relative_error = largest > 0 ? result.max_abs_error / largest : result.max_abs_error;
    const double error = measure == Measure::Relative ? result.relative_error : result.max_abs_error;
    result.verdict = error <= tolerance ? Verdict::Pass : Verdict::Fail;
  }
  cases_.push_back(std::move(result));
}

void VerifyReport::exact(const std::string& name, std::int64_t count, std::int64_t wrong,
                         const std::string& note) {
  VerifyCase result{.name = name, .shape = {count}, .note = wrong > 0 ? note : std::string()};
  result.max_abs_error = result.relative_error = static_cast<double>(wrong);
  result.verdict = wrong == 0 ? Verdict::Pass : Verdict::Fail;
  cases_.push_back(std::move(result));
}

void VerifyReport::unsupported(const std::string& name, const std::string& why) {
  VerifyCase result{.name = name, .shape = {}, .note = why};
  result.verdict = Verdict::Unsupported;
  cases_.push_back(std::move(result));
}

void VerifyReport::guard(const std::string& name, const std::function<void()>& cases) {
  try {
    cases();
  } catch (const Cancelled&) {
    throw;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::Unsupported) return unsupported(name, error.what());
    cases_.push_back({.name = name, .shape = {}, .note = error.what()});
  } catch (const c10::Error& error) {
    cases_.push_back({.name = name, .shape = {}, .note = error.what_without_backtrace()});
  } catch (const std::exception& error) {
    cases_.push_back({.name = name, .shape = {}, .note = error.what()});
  }
}

std::vector<VerifyCase> verify_folder(const fs::path& folder, const at::Device& device,
                                      const RunContext& context) {
  const c10::InferenceMode mode;
  const NoTf32 exact_fp32;
  VerifyReport report(device, context);
  std::vector<fs::path> parts;
  if (fs::is_directory(folder)) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.is_directory()) parts.push_back(entry.path());
    }
  }
  std::sort(parts.begin(), parts.end());
  using Part = void (*)(VerifyReport&, const fs::path&);
  const std::vector<std::pair<std::string, Part>> known = {{"vae", verify_vae},
                                                           {"vae22", verify_vae},
                                                           {"umt5", verify_umt5},
                                                           {"clip", verify_clip},
                                                           {"images", verify_images},
                                                           {"schedulers", verify_schedulers},
                                                           {"tokenizer", verify_tokenizer}};
  for (const fs::path& part : parts) {
    const std::string name = part.filename().string();
    if (name.starts_with("dit_")) report.guard(name, [&] { verify_dit(report, part); });
    for (const auto& [key, run] : known) {
      if (name == key) report.guard(name, [&, run = run] { run(report, part); });
    }
    if (name == "pipelines" || name == "pipelines22")
      report.guard(name, [&] { verify_pipelines(report, folder, name); });
    report.guard(name, [&] { verify_other_files(report, folder, part); });
  }
  std::vector<VerifyCase> cases = report.take();
  if (cases.empty()) {
    throw Error(ErrorCode::FileUnreadable,
                folder.string() +
                    " holds no reference cases (dit_*, vae, umt5, clip, images, schedulers, tokenizer "
                    "and pipelines are looked for)");
  }
  return cases;
}

bool all_passed(const std::vector<VerifyCase>& cases) {
  return std::none_of(cases.begin(), cases.end(),
                      [](const VerifyCase& c) { return c.verdict == Verdict::Fail; });
}

nlohmann::json to_json(const std::vector<VerifyCase>& cases) {
  nlohmann::json result = nlohmann::json::array();
  for (const VerifyCase& item : cases) {
    nlohmann::json object = {{"case", item.name},
                             {"shape", item.shape},
                             {"max_abs_error", finite_or_null(item.max_abs_error)},
                             {"relative_error", finite_or_null(item.relative_error)},
                             {"tolerance", item.tolerance},
                             {"verdict", to_string(item.verdict)}};
    if (!item.note.empty()) object["note"] = item.note;
    result.push_back(std::move(object));
  }
  return result;
}

std::string to_table(const std::vector<VerifyCase>& cases) {
  std::size_t name_width = 4;
  std::size_t shape_width = 5;
  for (const VerifyCase& item : cases) {
    name_width = std::max(name_width, item.name.size());
    shape_width = std::max(shape_width, shape_text(item.shape).size());
  }
  std::ostringstream out;
  const auto row = [&](const auto& name, const auto& shape, const auto& absolute, const auto& relative,
                       const auto& tolerance, const auto& verdict, const std::string& note) {
    out << std::left << std::setw(static_cast<int>(name_width)) << name << "  "
        << std::setw(static_cast<int>(shape_width)) << shape << std::right << std::setw(13) << absolute
        << std::setw(13) << relative << std::setw(11) << tolerance << "  " << verdict
        << (note.empty() ? "" : "  " + note) << "\n";
  };
  row("case", "shape", "max abs err", "rel err", "tolerance", "verdict", "");
  out << std::setprecision(3);
  int counts[3] = {};
  for (const VerifyCase& item : cases) {
    ++counts[static_cast<int>(item.verdict)];
    row(item.name, item.shape.empty() ? "-" : shape_text(item.shape), item.max_abs_error, item.relative_error,
        item.tolerance, to_string(item.verdict), item.note);
  }
  out << counts[0] << " passed, " << counts[1] << " failed, " << counts[2] << " unsupported\n";
  return out.str();
}

}  // namespace v4e
