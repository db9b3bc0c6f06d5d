// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/run_context.h"
#include "core/experiment/claims_settings.h"

namespace v4e::training {

/// Where the experiment reads and writes.
struct ClaimsPaths {
  std::filesystem::path archive;   ///< pictures, made with packaging/training_data/
  std::filesystem::path parts;     ///< more of them, or empty
  std::filesystem::path captions;  ///< resources/captions
  std::filesystem::path output;    ///< one folder for each task, which ends with its done.json
};

/// Makes all sets, models and measurements that are not there yet; at the end results.json, tables.md and
/// figure.png. Several programs may work on one folder: each takes what no other one is at, and all wait for
/// what they need. One that was stopped, or killed, goes on where its last checkpoint was, and the numbers
/// are the same. `say` gets a line of text now and then. Throws Cancelled, Error(CheckpointMismatch) where
/// the folder has other settings.
void run_claims(const ClaimsSettings& settings, const ClaimsPaths& paths, const RunContext& context,
                const std::function<void(const std::string&)>& say);

}  // namespace v4e::training
