// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/backend_module.h"

#include <dlfcn.h>

#include <string>
#include <system_error>

#include "core/base/error.h"

namespace v4e::ui {
namespace {

constexpr const char* kModuleName = "libv4e_edit_module.so";

// LibTorch has a fast BLAS inside and exports its names. The window has loaded another one before, that of
// OpenCV's packages: without this LibTorch's own calls would go there, to Debian's plain reference BLAS, which
// is many times slower and rounds another way. The sanitizers refuse it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kOwnSymbolsFirst = 0;
#else
constexpr int kOwnSymbolsFirst = RTLD_DEEPBIND;
#endif

}  // namespace

std::filesystem::path backendModulePath() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  const auto installed = program / ".." / "lib" / "video4edit" / kModuleName;
  return std::filesystem::exists(installed, ignored) ? installed.lexically_normal() : program / kModuleName;
}

std::unique_ptr<EngineBackend> loadBackendModule(const std::filesystem::path& path) {
  // Never closed again: LibTorch keeps threads and thread-local data that outlive every model.
  void* module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | kOwnSymbolsFirst);
  const auto fail = [&path] {
    const char* reason = ::dlerror();
    throw Error(ErrorCode::FileUnreadable, "the editing engine " + path.string() + " does not load (" +
                                               (reason ? reason : "unknown reason") +
                                               "); install the program again");
  };
  if (!module) fail();
  const auto make = reinterpret_cast<MakeBackend>(::dlsym(module, "v4e_make_backend"));
  if (!make) fail();
  return std::unique_ptr<EngineBackend>(make());
}

}  // namespace v4e::ui
