// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/convert.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <exception>
#include <map>

#include "core/base/error.h"
#include "core/base/resumable_file.h"
#include "core/checkpoints/convert_plan.h"
#include "core/checkpoints/formats/ggml_pack.h"
#include "core/checkpoints/map_watch.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kPieceValues = 4 << 20;  ///< values that are converted at a time
constexpr float kLargestFp8 = 448;
constexpr std::int64_t kBlock = 32;

/// What the result depends on: another input or other options begin anew.
std::string identity_of(const fs::path& in, const ConvertPlan& plan, const ConvertOptions& options) {
  std::string text = fs::absolute(in).lexically_normal().string();
  const auto add_file = [&text](const fs::path& file) {
    std::error_code ignored;
    text += "|" + file.filename().string() + " " + std::to_string(fs::file_size(file, ignored)) + " " +
            std::to_string(fs::last_write_time(file, ignored).time_since_epoch().count());
  };
  const fs::path found = find_weights(in);
  const fs::path folder = fs::is_directory(found) ? found : found.parent_path();
  const bool sharded = detect_format(found) == CheckpointFormat::ShardedSafetensors;
  if (sharded) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files) {
      if (file.extension() == ".safetensors") add_file(file);
    }
  } else {
    add_file(found);
  }
  for (const LoraFile& lora : options.loras) {
    add_file(find_weights(lora.path));
    text += " x" + std::to_string(lora.strength);
  }
  return text + "|" + std::to_string(std::hash<std::string>{}(plan.header));
}

/// Writes tensors as they are planned, a few megabytes at a time.
class TensorWriter {
 public:
  TensorWriter(const StateDictReader& weights, ResumableFile& file, const RunContext& context)
      : weights_(weights), file_(file), context_(context) {}

  void write(const PlannedTensor& tensor) {
    if (tensor.is_scale) {
      const float scale = scale_of(tensor.source, weights_.read(tensor.source));
      file_.write(&scale, sizeof scale);
      return;
    }
    const at::Tensor values = weights_.read(tensor.source).contiguous().view(-1);
    const float scale = tensor.type == StoredType::Fp8 ? scale_of(tensor.source, values) : 1;
    for (std::int64_t at = 0; at < values.numel(); at += kPieceValues) {
      context_.check();
      write_piece(values.narrow(0, at, std::min(kPieceValues, values.numel() - at)), tensor.type, scale);
    }
  }

 private:
  /// The largest value becomes fp8's largest.
  float scale_of(const std::string& name, const at::Tensor& values) {
    const auto known = scales_.find(name);
    if (known != scales_.end()) return known->second;
    const at::Tensor flat = values.contiguous().view(-1);
    float largest = 0;
    for (std::int64_t at = 0; at < flat.numel(); at += kPieceValues) {
      const at::Tensor piece = flat.narrow(0, at, std::min(kPieceValues, flat.numel() - at));
      largest = std::max(largest, piece.to(at::kFloat).abs().max().item<float>());
    }
    return scales_[name] = largest > 0 ? largest / kLargestFp8 : 1;
  }

  void write_piece(const at::Tensor& values, StoredType type, float scale) {
    switch (type) {
      case StoredType::F32:
        return write_dense(values.to(at::kFloat));
      case StoredType::F16:
        return write_dense(values.to(at::kHalf));
      case StoredType::BF16:
        return write_dense(values.to(at::kBFloat16));
      case StoredType::Bytes:
        return write_dense(values);
      case StoredType::Fp8:
        return write_dense(
            (values.to(at::kFloat) / scale).clamp_(-kLargestFp8, kLargestFp8).to(at::kFloat8_e4m3fn));
      case StoredType::Q8_0:
        return write_packed(values.to(at::kFloat), 34, pack_q8_0);
      case StoredType::Q4_0:
        return write_packed(values.to(at::kFloat), 18, pack_q4_0);
    }
  }

  void write_dense(const at::Tensor& values) {
    const at::Tensor bytes = values.contiguous();
    file_.write(bytes.const_data_ptr(), bytes.nbytes());
  }

  using Pack = void (*)(const float* values, std::int64_t count, std::uint8_t* blocks);
  void write_packed(const at::Tensor& values, std::int64_t block_bytes, Pack pack) {
    const std::int64_t blocks = values.numel() / kBlock;
    buffer_.resize(static_cast<std::size_t>(blocks * block_bytes));
    const auto* from = values.const_data_ptr<float>();
    at::parallel_for(0, blocks, /*grain_size=*/256, [&](std::int64_t begin, std::int64_t end) {
      pack(from + begin * kBlock, (end - begin) * kBlock, buffer_.data() + begin * block_bytes);
    });
    file_.write(buffer_.data(), buffer_.size());
  }

  const StateDictReader& weights_;
  ResumableFile& file_;
  const RunContext& context_;
  std::map<std::string, float> scales_;
  std::vector<std::uint8_t> buffer_;
};

/// What is written when a run is stopped, or fails, is there for the next one.
class KeptOnStop {
 public:
  explicit KeptOnStop(ResumableFile& file) : file_(file) {}
  ~KeptOnStop() {
    if (std::uncaught_exceptions() == 0) return;
    try {
      file_.keep();
    } catch (const std::exception&) {
      // It then begins where the last note says.
    }
  }
  KeptOnStop(const KeptOnStop&) = delete;
  KeptOnStop& operator=(const KeptOnStop&) = delete;

 private:
  ResumableFile& file_;
};

void check_target(const fs::path& out, const ConvertPlan& plan, const ConvertOptions& options) {
  std::error_code ignored;
  if (fs::exists(out, ignored) && !options.overwrite)
    throw Error(ErrorCode::InvalidArgument, out.string() + " is there already; write another file, or ask to overwrite it");
  const std::string ending = out.extension().string();
  const char* wanted = options.names == NameStyle::Gguf ? ".gguf" : ".safetensors";
  if (ending != wanted)
    throw Error(ErrorCode::InvalidArgument, out.string() + ": the file's name must end in " + wanted);
  const fs::path folder = out.parent_path().empty() ? fs::path(".") : out.parent_path();
  const fs::space_info space = fs::space(folder, ignored);
  const fs::path part = out.string() + ".part";
  const std::uint64_t there = fs::exists(part, ignored) ? fs::file_size(part, ignored) : 0;
  if (!ignored && space.available + there < plan.total_bytes)
    throw Error(ErrorCode::FileUnwritable, out.string() + " will have " +
                                               std::to_string(plan.total_bytes >> 20) + " MiB, and only " +
                                               std::to_string(space.available >> 20) +
                                               " MiB are free there; make room or choose another disk");
}

}  // namespace

ConvertReport convert_weights(const fs::path& in, const fs::path& out, const WeightFamily& family,
                              const ConvertOptions& options, const RunContext& context) {
  const auto weights = open_checkpoint(in, family, options.loras);
  const ConvertPlan plan = plan_conversion(*weights, family, options);
  check_target(out, plan, options);
  ResumableFile file(out, identity_of(in, plan, options));
  const std::uint64_t data = plan.header.size();
  // The last tensor that is there whole; what comes behind it is written again.
  std::size_t next = 0;
  while (next < plan.tensors.size() && file.position() >= data &&
         data + plan.tensors[next].offset + plan.tensors[next].size_bytes <= file.position())
    ++next;
  file.rewind(next == 0 ? 0 : data + plan.tensors[next - 1].offset + plan.tensors[next - 1].size_bytes);
  ConvertReport report{
      .tensors = plan.tensors.size(), .bytes = plan.total_bytes, .resumed_bytes = file.position()};
  if (next == 0) file.write(plan.header.data(), plan.header.size());
  const KeptOnStop kept_on_stop(file);
  const MapWatch maps;
  TensorWriter writer(*weights, file, context);
  const std::string padding(64, '\0');
  std::uint64_t kept = file.position();
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
    const PlannedTensor& tensor = plan.tensors[i];
    if (tensor.type == StoredType::Fp8 || tensor.type == StoredType::Q8_0 || tensor.type == StoredType::Q4_0)
      ++report.packed;
    if (i < next) continue;
    context.tick(
        {.stage = Stage::Load, .step = static_cast<int>(i), .total = static_cast<int>(plan.tensors.size())});
    file.write(padding.data(), data + tensor.offset - file.position());
    writer.write(tensor);
    maps.check();
    if (file.position() - kept < options.keep_every) continue;
    file.keep();
    kept = file.position();
  }
  file.write(padding.data(), plan.total_bytes - file.position());
  file.commit();
  return report;
}

}  // namespace v4e
