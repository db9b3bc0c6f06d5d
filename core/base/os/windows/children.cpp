// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/children.h"

#include "core/base/error.h"

namespace v4e::os {

struct Children::State {};

Children::Children() = default;
Children::~Children() = default;

bool Children::are_supported() {
  return false;
}

void Children::start(const std::filesystem::path& /*program*/, const std::vector<std::string>& /*arguments*/,
                     const std::vector<std::pair<std::string, std::string>>& /*environment*/) {
  throw Error(ErrorCode::Unsupported, "several processes at once are not supported on Windows");
}

std::optional<Children::Ended> Children::wait(std::chrono::milliseconds /*most*/) {
  return std::nullopt;
}

std::size_t Children::running() const {
  return 0;
}

void Children::ask_to_end() {}

void Children::kill() {}

}  // namespace v4e::os
