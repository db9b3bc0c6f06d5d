// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/benchmark.h"

#include <algorithm>
#include <array>
#include <map>
#include <opencv2/imgproc.hpp>
#include <set>

#include "core/base/error.h"
#include "core/evaluation/benchmark/layouts/layout.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

std::array<const BenchmarkLayout*, 4> benchmark_layouts() {
  return {&kGEditBench, &kImgEditBench, &kPieBench, &kMagicBrushDev};
}

std::string words_in_a_row(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void check_groups(const Benchmark& benchmark, const std::vector<std::string>& asked) {
  std::set<std::string> known;
  for (const auto& item : benchmark.items) known.insert(item.group);
  for (const auto& group : asked) {
    if (!known.contains(group))
      throw Error(ErrorCode::InvalidArgument, benchmark.title + " has no group \"" + group + "\" here, but " +
                                                  words_in_a_row({known.begin(), known.end()}));
  }
}

void keep_chosen(Benchmark& benchmark, const BenchmarkOptions& options) {
  check_groups(benchmark, options.groups);
  std::map<std::string, int> taken;
  std::erase_if(benchmark.items, [&](const BenchmarkItem& item) {
    const bool is_asked =
        options.groups.empty() || std::ranges::find(options.groups, item.group) != options.groups.end();
    return !is_asked || (options.most_per_group > 0 && taken[item.group]++ >= options.most_per_group);
  });
}

void require_unique_ids(const Benchmark& benchmark) {
  std::set<std::string> taken;
  for (const auto& item : benchmark.items) {
    if (!taken.insert(item.id).second)
      throw Error(ErrorCode::FileMalformed,
                  benchmark.title + " names an item twice: " + item.id + "; is the folder of one version?");
  }
}

cv::Mat mask_from_runs(const std::vector<std::int64_t>& runs, PixelSize size, const std::string& id) {
  cv::Mat mask = cv::Mat::zeros(size.height, size.width, CV_8U);
  const auto pixels = static_cast<std::int64_t>(mask.total());
  auto* out = mask.ptr<std::uint8_t>();
  for (std::size_t i = 0; i + 1 < runs.size(); i += 2) {
    const std::int64_t start = runs[i];
    const std::int64_t length = runs[i + 1];
    if (start < 0 || length < 0 || start > pixels)
      throw Error(ErrorCode::FileMalformed, id + ": its mask reaches beyond its picture of " +
                                                std::to_string(size.width) + " x " +
                                                std::to_string(size.height) + " pixels");
    std::fill_n(out + start, std::min(length, pixels - start), std::uint8_t{255});
  }
  cv::rectangle(mask, {0, 0, size.width, size.height}, cv::Scalar(255), 1);
  return mask;
}

}  // namespace

std::vector<std::string> benchmark_names() {
  std::vector<std::string> names;
  for (const auto* layout : benchmark_layouts()) names.emplace_back(layout->name);
  return names;
}

Benchmark read_benchmark(const std::string& name, const std::filesystem::path& path,
                         const BenchmarkOptions& options, const RunContext& context) {
  const auto all = benchmark_layouts();
  const auto layout = std::ranges::find(all, name, [](const auto* one) { return std::string(one->name); });
  if (layout == all.end())
    throw Error(ErrorCode::InvalidArgument,
                "there is no benchmark \"" + name + "\", but " + words_in_a_row(benchmark_names()));
  if (!std::filesystem::exists(path))
    throw Error(ErrorCode::FileUnreadable, path.string() + ": no such file or folder");
  Benchmark benchmark = (*layout)->read(path, options, context);
  benchmark.name = name;
  benchmark.title = (*layout)->title;
  benchmark.is_mean_of_groups = (*layout)->is_mean_of_groups;
  require_unique_ids(benchmark);
  keep_chosen(benchmark, options);
  if (benchmark.items.empty()) {
    const auto& problems = benchmark.problems;
    throw Error(ErrorCode::InvalidArgument,
                path.string() + ": nothing of " + benchmark.title + " is left to do" +
                    (problems.empty() ? "" : "; " + problems[0].place + ": " + problems[0].what));
  }
  return benchmark;
}

Image mask_of(const BenchmarkItem& item, PixelSize size, PictureStore& store, const RunContext& context) {
  if (!item.mask_runs.empty()) return copy_from_mat(mask_from_runs(item.mask_runs, size, item.id));
  if (item.mask.empty()) return {};
  const Image mask = with_samples(store.mask(item.mask, context), SampleType::U8);
  if (size_of(mask) != size)
    throw Error(ErrorCode::FileMalformed, item.mask.text() + ": the mask has another size than the photo");
  return mask;
}

}  // namespace v4e
