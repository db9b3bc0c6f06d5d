// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/verify/verify_report.h"

namespace v4e {

/// Intermediates by name; private to verify*.cpp.
using Taps = std::map<std::string, at::Tensor>;

/// A model of the sizes that `config_file` says, with these weights; in fp32 unless `options` say otherwise.
template <typename Model, typename Config>
Model load_verified(const std::filesystem::path& config_file, const StateDictReader& weights,
                    const VerifyReport& report, LoadOptions options = {}) {
  Model model(Config::from_json(read_json_file(config_file), config_file.string()));
  if (!options.dtype) options.dtype = at::kFloat;
  options.device = report.device();
  load_state(*model, weights, options, report.context());
  return model;
}

/// The transformer's output for the inputs in `golden`; its intermediates too where `taps` are wanted.
at::Tensor run_dit(WanDit& model, const SafetensorsFile& golden, const VerifyReport& report,
                   Taps* taps = nullptr);

/// The text encoder's rows for the inputs named `stem`, zero behind each text.
at::Tensor run_umt5(Umt5Encoder& model, const SafetensorsFile& golden, const std::string& stem,
                    const VerifyReport& report, Taps* taps = nullptr);

}  // namespace v4e
