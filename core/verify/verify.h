// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/run_context.h"

namespace v4e {

enum class Verdict { Pass, Fail, Unsupported };

[[nodiscard]] std::string_view to_string(Verdict verdict);

/// One comparison with the reference.
struct VerifyCase {
  std::string name;  ///< e.g. "vae/decode dec3"
  std::vector<std::int64_t> shape;
  double max_abs_error = 0;
  double relative_error = 0;  ///< max|a - b| / max|b|
  double tolerance = 0;  ///< of the relative error, or where the reference demands so, of the absolute one
  Verdict verdict = Verdict::Fail;
  std::string note;  ///< why it failed or is not supported
};

/// Runs every case of a folder laid out as tests/goldens is: models, inputs, schedulers and whole pipelines
/// against stored outputs of the reference, in fp32 on `device`. Sizes come from its config.json files and
/// tensors. A case that cannot run fails with its error; formats that are not implemented are unsupported.
/// Throws Error(FileUnreadable) if the folder holds no case at all, Cancelled.
[[nodiscard]] std::vector<VerifyCase> verify_folder(const std::filesystem::path& folder,
                                                    const at::Device& device, const RunContext& context = {});

/// True unless a case failed.
[[nodiscard]] bool all_passed(const std::vector<VerifyCase>& cases);

/// An array of objects with the keys case, shape, max_abs_error, relative_error, tolerance, verdict and,
/// where there is one, note. Errors that are not finite are null.
[[nodiscard]] nlohmann::json to_json(const std::vector<VerifyCase>& cases);

/// Aligned columns and a last line with the counts.
[[nodiscard]] std::string to_table(const std::vector<VerifyCase>& cases);

}  // namespace v4e
