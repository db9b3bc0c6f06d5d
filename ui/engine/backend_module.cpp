// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/backend_module.h"

#include <QLibrary>
#include <string>
#include <system_error>

#include "core/base/error.h"
#include "core/base/os/process.h"

namespace v4e::ui {
namespace {

// LibTorch has a fast BLAS inside and exports its names. The window has loaded another one before, that of
// OpenCV's packages: without this LibTorch's own calls would go there, to Debian's plain reference BLAS, which
// is many times slower and rounds another way. The sanitizers refuse it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr QLibrary::LoadHints kOwnSymbolsFirst{};
#else
constexpr QLibrary::LoadHints kOwnSymbolsFirst{QLibrary::DeepBindHint};
#endif

}  // namespace

std::filesystem::path backendModulePath() {
  std::error_code ignored;
  const auto program = os::program_file().parent_path();
  const auto installed = program / ".." / "lib" / "video4edit" / V4E_MODULE_FILE;
  return std::filesystem::exists(installed, ignored) ? installed.lexically_normal() : program / V4E_MODULE_FILE;
}

std::unique_ptr<EngineBackend> loadBackendModule(const std::filesystem::path& path) {
  QLibrary module(QString::fromStdString(path.string()));
  // Never unloaded again: LibTorch keeps threads and thread-local data that outlive every model.
  module.setLoadHints(QLibrary::ResolveAllSymbolsHint | QLibrary::PreventUnloadHint | kOwnSymbolsFirst);
  const auto make = reinterpret_cast<MakeBackend>(module.resolve("v4e_make_backend"));
  if (!make) {
    throw Error(ErrorCode::FileUnreadable, "the editing engine " + path.string() + " does not load (" +
                                               module.errorString().toStdString() +
                                               "); install the program again");
  }
  return std::unique_ptr<EngineBackend>(make());
}

}  // namespace v4e::ui
