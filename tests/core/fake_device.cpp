// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/fake_device.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/nn/graph_recorder.h"

namespace v4e::test {
namespace {

constexpr auto kFake = c10::DeviceType::PrivateUse1;
const at::DispatchKeySet kKeys(at::DispatchKey::PrivateUse1);
std::atomic<std::size_t> operations = 0;
std::atomic<std::size_t> waits = 0;

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

/// The queues beside the one at work: what is given to them is done when somebody waits for it.
class Queues {
 public:
  void put(c10::StreamId stream, std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    log_.push_back("copy " + std::to_string(stream));
    work_[stream].push_back(std::move(work));
  }
  /// An event of all that the queue has got so far.
  void record(c10::StreamId stream) { note("record", stream); }
  void wait_in(c10::StreamId stream) { note("wait", stream); }
  void finish(c10::StreamId stream) {
    const std::lock_guard lock(mutex_);
    for (const auto& work : work_[stream]) work();
    work_[stream].clear();
  }
  std::vector<std::string> take_log() {
    const std::lock_guard lock(mutex_);
    return std::exchange(log_, {});
  }

 private:
  void note(const char* what, c10::StreamId stream) {
    const std::lock_guard lock(mutex_);
    log_.push_back(std::string(what) + ' ' + std::to_string(stream));
  }
  std::mutex mutex_;
  std::map<c10::StreamId, std::vector<std::function<void()>>> work_;
  std::vector<std::string> log_;
};

Queues& queues() {
  static Queues all;
  return all;
}

thread_local c10::StreamId stream_at_work = 0;

/// What a thread gives the device while it records.
using Recorded = std::vector<std::function<void()>>;
thread_local Recorded* recorded = nullptr;
std::atomic<std::size_t> replays = 0;

class FakeGraph final : public GraphRecorder {
 public:
  void begin() override { recorded = &work_; }
  void end() override { recorded = nullptr; }
  void replay() override {
    for (const auto& work : work_) work();
    ++replays;
  }

 private:
  Recorded work_;
};
const bool has_graphs = [] {
  register_graph_recorder(kFake, [] { return std::make_unique<FakeGraph>(); });
  return true;
}();

/// An event is the number of the queue that it was recorded in: waiting for more than was recorded is
/// allowed.
struct FakeGuard final : c10::impl::NoOpDeviceGuardImpl<kFake> {
  static c10::Stream stream(c10::StreamId id) { return c10::Stream(c10::Stream::UNSAFE, fake_device(), id); }
  c10::Device exchangeDevice(c10::Device) const override { return fake_device(); }
  c10::Device getDevice() const override { return fake_device(); }
  c10::Stream getStream(c10::Device) const noexcept override { return stream(stream_at_work); }
  c10::Stream getStreamFromGlobalPool(c10::Device, bool) const override { return stream(1); }
  c10::Stream exchangeStream(c10::Stream next) const noexcept override {
    return stream(std::exchange(stream_at_work, next.id()));
  }
  void record(void** event, const c10::Stream& in, c10::DeviceIndex, c10::EventFlag) const override {
    if (*event == nullptr) *event = new c10::StreamId;
    *static_cast<c10::StreamId*>(*event) = in.id();
    queues().record(in.id());
  }
  void block(void* event, const c10::Stream& in) const override {
    if (event == nullptr) return;
    queues().wait_in(in.id());
    queues().finish(*static_cast<c10::StreamId*>(event));
  }
  void synchronizeEvent(void* event) const override {
    if (event != nullptr) queues().finish(*static_cast<c10::StreamId*>(event));
  }
  void destroyEvent(void* event, c10::DeviceIndex) const noexcept override {
    delete static_cast<c10::StreamId*>(event);
  }
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, FakeGuard)

/// For memory that is pinned: it is the machine's own here too.
struct FakeHooks final : at::PrivateUse1HooksInterface {
  FakeHooks() {
    c10::register_privateuse1_backend("fake");
    at::RegisterPrivateUse1HooksInterface(this);
  }
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::DeviceIndex deviceCount() const override { return 1; }
  c10::Device getDeviceFromPtr(void*) const override { return fake_device(); }
  c10::Allocator* getPinnedMemoryAllocator() const override { return c10::GetCPUAllocator(); }
  /// torch::manual_seed() is for all devices.
  const at::Generator& getDefaultGenerator(c10::DeviceIndex) const override {
    return at::detail::getDefaultCPUGenerator();
  }
};
FakeHooks hooks;

/// Operations whose results the CPU has to wait for on a graphics card.
bool makes_the_cpu_wait(std::string_view name) {
  static const std::set<std::string_view> all{
      "aten::_local_scalar_dense", "aten::nonzero", "aten::_unique",   "aten::_unique2",
      "aten::masked_select",       "aten::equal",   "aten::is_nonzero"};
  return all.contains(name);
}

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
    const auto given = stack_.end() - static_cast<std::ptrdiff_t>(operation_.schema().arguments().size());
    const std::vector<c10::IValue> arguments(given, stack_.end());
    const std::size_t inputs = operation_.schema().arguments().size();
    for (std::size_t i = stack_.size() - inputs; i < stack_.size(); ++i) stack_[i] = to_cpu(stack_[i]);
    if (mixed_) {
      TORCH_CHECK(false, operation_.schema().name(), " got a tensor on the CPU among those of a device");
    }
    if (makes_the_cpu_wait(operation_.schema().name())) ++waits;
    operation_.callBoxed(&stack_);
    for (const Seen& seen : seen_) take_size_over(seen);
    const std::size_t outputs = operation_.schema().returns().size();
    for (std::size_t i = stack_.size() - outputs; i < stack_.size(); ++i) stack_[i] = to_fake(stack_[i]);
    ++operations;
    if (recorded == nullptr) return;
    TORCH_CHECK(!makes_the_cpu_wait(operation_.schema().name()), operation_.schema().name(),
                " waits for the device and cannot be recorded");
    const auto made = stack_.end() - static_cast<std::ptrdiff_t>(outputs);
    recorded->push_back(
        [operation = operation_, arguments, results = std::vector<c10::IValue>(made, stack_.end())] {
          run_again(operation, arguments, results);
        });
  }

 private:
  /// Computes the same of what is in the inputs now and puts it in the results' memory.
  static void run_again(const c10::OperatorHandle& operation, const std::vector<c10::IValue>& inputs,
                        const std::vector<c10::IValue>& results) {
    const c10::InferenceMode mode;
    torch::jit::Stack stack(inputs.begin(), inputs.end());
    Recorded* const paused = std::exchange(recorded, nullptr);
    Call(operation, stack).run();
    recorded = paused;
    const auto put = [](const at::Tensor& from, const at::Tensor& to) {
      if (is_fake(to) && to.numel() > 0 && !to.is_same(from)) seen_by_cpu(to).copy_(seen_by_cpu(from));
    };
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i].isTensor()) put(stack[i].toTensor(), results[i].toTensor());
      if (!results[i].isTensorList()) continue;
      const auto from = stack[i].toTensorVector();
      const auto to = results[i].toTensorVector();
      for (std::size_t k = 0; k < to.size(); ++k) put(from[k], to[k]);
    }
  }
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
at::Tensor copy(const at::Tensor& from, const at::Tensor& to, bool non_blocking) {
  const auto seen = [](const at::Tensor& tensor) { return is_fake(tensor) ? seen_by_cpu(tensor) : tensor; };
  if (!is_fake(to)) ++waits;
  if (to.numel() == 0) return to;
  const auto work = [from, to, seen] {
    const c10::InferenceMode mode;
    seen(to).copy_(seen(from));
  };
  if (non_blocking && stream_at_work != 0) {
    queues().put(stream_at_work, work);
    return to;
  }
  work();
  if (recorded != nullptr) recorded->push_back(work);
  return to;
}

at::Tensor convolve(const at::Tensor& input, const at::Tensor& weight, const std::optional<at::Tensor>& bias,
                    at::IntArrayRef stride, at::IntArrayRef padding, at::IntArrayRef dilation,
                    bool transposed, at::IntArrayRef output_padding, std::int64_t groups) {
  const bool has_bias = bias && bias->defined();
  TORCH_CHECK(is_fake(input) && is_fake(weight) && (!has_bias || is_fake(*bias)),
              "a convolution got a tensor on the CPU among those of a device");
  ++operations;
  const auto compute = [=, strides = stride.vec(), pads = padding.vec(), dilations = dilation.vec(),
                        output_pads = output_padding.vec()] {
    const c10::InferenceMode mode;
    return at::convolution(seen_by_cpu(input), seen_by_cpu(weight),
                           has_bias ? std::optional<at::Tensor>(seen_by_cpu(*bias)) : std::nullopt, strides,
                           pads, dilations, transposed, output_pads, groups);
  };
  const at::Tensor made = on_fake(compute(), {});
  if (recorded != nullptr) recorded->push_back([compute, made] { seen_by_cpu(made).copy_(compute()); });
  return made;
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

std::size_t fake_waits() {
  return waits;
}

std::size_t fake_replays() {
  return replays;
}

std::vector<std::string> take_fake_queue_log() {
  return queues().take_log();
}

}  // namespace v4e::test
