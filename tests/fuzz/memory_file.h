// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/base/error.h"
#include "core/checkpoints/state_dict.h"

namespace v4e::test {

/// A file in memory, for readers that take a path.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size_bytes)
      : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    if (descriptor_ < 0) std::abort();
    while (size_bytes > 0) {
      const ssize_t written = ::write(descriptor_, data, size_bytes);
      if (written <= 0) std::abort();
      data += written;
      size_bytes -= static_cast<std::size_t>(written);
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

/// A matrix that can stay packed must have the values of the one that was read.
inline void expect_packed_alike(const StateDictReader& file, const std::string& name,
                                const at::Tensor& read) {
  const auto packed = file.packed(name);
  if (packed == nullptr) return;
  if (read.sizes() != at::IntArrayRef({packed->rows(), packed->columns()})) std::abort();
  const at::Tensor values = at::empty(read.sizes(), at::kFloat);
  packed->expand(0, packed->rows(), values.mutable_data_ptr<float>());
  if (!at::allclose(values, read.to(at::kFloat), 0, 0, /*equal_nan=*/true)) std::abort();
}

/// Opens any bytes as a file of weights and reads every tensor: it must either work or throw v4e::Error. What
/// was accepted must be what its headers say, and all of it no larger than the file allows.
template <typename Reader>
void read_any_bytes(const std::uint8_t* data, std::size_t size_bytes, std::size_t most_growth) {
  const MemoryFile memory(data, size_bytes);
  try {
    const Reader file(memory.path());
    std::size_t total_bytes = 0;
    for (const std::string& name : file.names()) {
      const TensorInfo info = file.info(name);
      const at::Tensor tensor = file.read(name);
      if (tensor.sizes() != at::IntArrayRef(info.shape) || tensor.scalar_type() != info.dtype) std::abort();
      if (tensor.nbytes() > size_bytes * most_growth) std::abort();
      total_bytes += tensor.nbytes();
      expect_packed_alike(file, name, tensor);
    }
    if (most_growth == 1 && total_bytes > size_bytes) std::abort();
  } catch (const Error& error) {
    // Bad input is refused; anything else is a finding.
    if (error.code() == ErrorCode::Internal) throw;
  }
}

}  // namespace v4e::test
