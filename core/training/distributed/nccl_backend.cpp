// SPDX-License-Identifier: GPL-3.0-or-later
// The one file that includes NCCL's header, which LibTorch's own asks for; nothing of NCCL is called here.
#include "core/training/distributed/nccl_backend.h"

#ifdef V4E_NCCL
#ifndef USE_C10D_NCCL
#define USE_C10D_NCCL
#endif
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>

#include <cstdlib>
#endif

namespace v4e::training {

#ifdef V4E_NCCL

std::string nccl_problem() {
  // Its header's structures are part of LibTorch's, so header and library must be of one version.
  constexpr std::uint64_t kMajor = NCCL_MAJOR;
  constexpr std::uint64_t kMinor = NCCL_MINOR;
  const std::uint64_t version = torch::cuda::nccl::version();
  const std::uint64_t major = version >> 32;
  const std::uint64_t minor = version >> 16 & 0xffff;
  if (major == kMajor && minor == kMinor) return {};
  return "this program was built for NCCL " + std::to_string(kMajor) + "." + std::to_string(kMinor) +
         ", and LibTorch has " + std::to_string(major) + "." + std::to_string(minor);
}

c10::intrusive_ptr<c10d::Backend> nccl_backend(const c10::intrusive_ptr<c10d::Store>& store, int rank,
                                               int world, std::chrono::milliseconds timeout) {
  // Otherwise a thread of LibTorch's ends the process where an exchange fails. So wait() throws instead, and
  // the last checkpoint and the exit code stay what they are with Gloo.
  ::setenv("TORCH_NCCL_BLOCKING_WAIT", "1", 1);
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = timeout;
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(
      c10::make_intrusive<c10d::PrefixStore>("v4e-nccl", store), rank, world, std::move(options));
}

void close_nccl(c10d::Backend& backend) noexcept {
  try {
    // By its own type: in older releases it is no virtual function.
    static_cast<c10d::ProcessGroupNCCL&>(backend).shutdown();
  } catch (const std::exception&) {
    // Another process is gone already; this one ends as well.
  }
}

#else

std::string nccl_problem() {
  return "this program was built without NCCL's header";
}

c10::intrusive_ptr<c10d::Backend> nccl_backend(const c10::intrusive_ptr<c10d::Store>& /*store*/, int /*rank*/,
                                               int /*world*/, std::chrono::milliseconds /*timeout*/) {
  TORCH_CHECK(false, nccl_problem());
}

void close_nccl(c10d::Backend& /*backend*/) noexcept {}

#endif

}  // namespace v4e::training
