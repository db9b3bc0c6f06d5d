// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/fake_device.h"

#include <ATen/ATen.h>
#include <ATen/EmptyTensor.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

namespace v4e::test {
namespace {

constexpr auto kFake = c10::DeviceType::PrivateUse1;
const at::DispatchKeySet kKeys(at::DispatchKey::PrivateUse1);
std::atomic<std::size_t> operations = 0;

struct FakeMemory final : c10::Allocator {
  at::DataPtr allocate(std::size_t bytes) override {
    void* data = bytes == 0 ? nullptr : std::malloc(bytes);
    return {data, data, &std::free, fake_device()};
  }
  at::DeleterFnPtr raw_deleter() const override { return &std::free; }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    std::memcpy(to, from, bytes);
  }
};
FakeMemory memory;
REGISTER_ALLOCATOR(kFake, &memory)
C10_REGISTER_GUARD_IMPL(PrivateUse1, c10::impl::NoOpDeviceGuardImpl<c10::DeviceType::PrivateUse1>)

bool is_fake(const at::Tensor& tensor) {
  return tensor.defined() && tensor.device().type() == kFake;
}

/// A tensor of ours in the eyes of the CPU.
struct Seen {
  at::Tensor fake;
  at::Tensor cpu;
};

/// The same memory on the CPU. An empty one is the CPU's own: operations may give it another size.
at::Tensor seen_by_cpu(const at::Tensor& fake) {
  const at::TensorOptions options = at::dtype(fake.scalar_type());
  if (fake.numel() == 0) return at::empty_strided(fake.sizes(), fake.strides(), options);
  const auto count = static_cast<std::int64_t>(fake.storage().nbytes() / fake.element_size());
  return at::from_blob(const_cast<void*>(fake.storage().data()), {count}, options)
      .as_strided(fake.sizes(), fake.strides(), fake.storage_offset());
}

/// A tensor of ours over `storage` with the form of `like`.
at::Tensor fake_over(const c10::Storage& storage, const at::Tensor& like, std::int64_t offset) {
  at::Tensor made = at::detail::make_tensor<c10::TensorImpl>(c10::Storage(storage), kKeys, like.dtype());
  made.unsafeGetTensorImpl()->set_sizes_and_strides(like.sizes(), like.strides(), offset);
  return made;
}

at::Tensor empty_like_of(const at::Tensor& cpu) {
  return at::detail::empty_strided_generic(cpu.sizes(), cpu.strides(), &memory, kKeys, cpu.scalar_type());
}

/// What the CPU made, on our device: an argument itself, a view of one, or a copy.
at::Tensor on_fake(const at::Tensor& cpu, const std::vector<Seen>& arguments) {
  if (!cpu.defined()) return cpu;
  for (const Seen& seen : arguments) {
    if (cpu.is_same(seen.cpu)) return seen.fake;
  }
  for (const Seen& seen : arguments) {
    if (seen.fake.numel() == 0 || cpu.numel() == 0 || cpu.storage().data() != seen.cpu.storage().data())
      continue;
    return fake_over(seen.fake.storage(), cpu, cpu.storage_offset());
  }
  const at::Tensor made = empty_like_of(cpu);
  if (cpu.numel() > 0) seen_by_cpu(made).copy_(cpu);
  return made;
}

/// Gives an argument the size that the operation has given its twin on the CPU.
void take_size_over(const Seen& seen) {
  if (seen.fake.sizes() == seen.cpu.sizes()) return;
  const at::Tensor made = empty_like_of(seen.cpu);
  seen_by_cpu(made).copy_(seen.cpu);
  c10::TensorImpl* target = seen.fake.unsafeGetTensorImpl();
  target->set_storage_keep_dtype(made.storage());
  target->set_sizes_and_strides(made.sizes(), made.strides());
}

class Call {
 public:
  Call(const c10::OperatorHandle& operation, torch::jit::Stack& stack)
      : operation_(operation), stack_(stack) {}

  void run() {
    const at::AutoDispatchBelowADInplaceOrView below;
    const std::size_t inputs = operation_.schema().arguments().size();
    for (std::size_t i = stack_.size() - inputs; i < stack_.size(); ++i) stack_[i] = to_cpu(stack_[i]);
    if (mixed_) {
      TORCH_CHECK(false, operation_.schema().name(), " got a tensor on the CPU among those of a device");
    }
    operation_.callBoxed(&stack_);
    for (const Seen& seen : seen_) take_size_over(seen);
    const std::size_t outputs = operation_.schema().returns().size();
    for (std::size_t i = stack_.size() - outputs; i < stack_.size(); ++i) stack_[i] = to_fake(stack_[i]);
    ++operations;
  }

 private:
  at::Tensor to_cpu(const at::Tensor& tensor) {
    if (!is_fake(tensor)) {
      mixed_ |= tensor.defined() && tensor.dim() > 0;
      return tensor;
    }
    seen_.push_back({tensor, seen_by_cpu(tensor)});
    return seen_.back().cpu;
  }
  c10::IValue to_cpu(const c10::IValue& value) {
    if (value.isTensor()) return to_cpu(value.toTensor());
    if (value.isDevice() && value.toDevice().type() == kFake) return at::Device(at::kCPU);
    if (value.isTensorList()) {
      c10::List<at::Tensor> list;
      for (const at::Tensor& tensor : value.toTensorVector()) list.push_back(to_cpu(tensor));
      return list;
    }
    if (value.isOptionalTensorList()) {
      c10::List<std::optional<at::Tensor>> list;
      for (const std::optional<at::Tensor>& tensor : value.toOptionalTensorVector())
        list.push_back(tensor ? std::optional<at::Tensor>(to_cpu(*tensor)) : tensor);
      return list;
    }
    return value;
  }
  c10::IValue to_fake(const c10::IValue& value) const {
    if (value.isTensor()) return on_fake(value.toTensor(), seen_);
    if (!value.isTensorList()) return value;
    c10::List<at::Tensor> list;
    for (const at::Tensor& tensor : value.toTensorVector()) list.push_back(on_fake(tensor, seen_));
    return list;
  }

  const c10::OperatorHandle& operation_;
  torch::jit::Stack& stack_;
  std::vector<Seen> seen_;
  bool mixed_ = false;
};

void run_on_cpu(const c10::OperatorHandle& operation, torch::jit::Stack* stack) {
  Call(operation, *stack).run();
}

at::Tensor make_empty(at::IntArrayRef size, std::optional<at::ScalarType> dtype, std::optional<at::Layout>,
                      std::optional<at::Device>, std::optional<bool>,
                      std::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(size, &memory, kKeys, dtype.value_or(at::kFloat), format);
}

at::Tensor make_empty_strided(at::IntArrayRef size, at::IntArrayRef stride,
                              std::optional<at::ScalarType> dtype, std::optional<at::Layout>,
                              std::optional<at::Device>, std::optional<bool>) {
  return at::detail::empty_strided_generic(size, stride, &memory, kKeys, dtype.value_or(at::kFloat));
}

/// The one operation that may have both, and moves from one to the other.
at::Tensor copy(const at::Tensor& from, const at::Tensor& to, bool) {
  const auto seen = [](const at::Tensor& tensor) { return is_fake(tensor) ? seen_by_cpu(tensor) : tensor; };
  if (to.numel() > 0) seen(to).copy_(seen(from));
  return to;
}

at::Tensor convolve(const at::Tensor& input, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                    bool transposed, at::IntArrayRef output_padding, std::int64_t groups) {
  const bool has_bias = bias && bias->defined();
  TORCH_CHECK(is_fake(input) && is_fake(weight) && (!has_bias || is_fake(*bias)),
              "a convolution got a tensor on the CPU among those of a device");
  ++operations;
  return on_fake(at::convolution(seen_by_cpu(input), seen_by_cpu(weight),
                                 has_bias ? std::optional<at::Tensor>(seen_by_cpu(*bias)) : std::nullopt,
                                 stride, padding, dilation, transposed, output_padding, groups),
                 {});
}

/// Tensor::set_data() asks it; what CUDA's tensors are to the CPU's, ours are too.
bool can_take_over(const at::Tensor&, const at::Tensor&) {
  return true;
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, library) {
  library.fallback(torch::CppFunction::makeFromBoxedFunction<&run_on_cpu>());
}

TORCH_LIBRARY_IMPL(aten, PrivateUse1, library) {
  library.impl("empty.memory_format", &make_empty);
  library.impl("empty_strided", &make_empty_strided);
  library.impl("_copy_from", &copy);
  library.impl("_has_compatible_shallow_copy_type", &can_take_over);
  library.impl("convolution_overrideable", &convolve);
}

}  // namespace

at::Device fake_device() {
  return {kFake, 0};
}

std::size_t fake_operations() {
  return operations;
}

}  // namespace v4e::test
