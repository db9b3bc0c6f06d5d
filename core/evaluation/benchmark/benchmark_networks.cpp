// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/benchmark_networks.h"

#include <algorithm>

#include "core/base/content_hash.h"
#include "core/base/json_file.h"
#include "core/chat/answer_cache.h"
#include "core/image/colour/plain_srgb.h"
#include "core/image/io/photo_io.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

/// One pass over a run's items.
class NetworkPass {
 public:
  NetworkPass(const Benchmark& benchmark, const BenchmarkFolder& folder, NetworkMeasures& networks,
              const std::map<std::string, std::string>& weights, const RunContext& context)
      : benchmark_(benchmark),
        folder_(folder),
        networks_(networks),
        weights_(weights),
        context_(context),
        kept_(folder.path() / "measurements", {.files = 1'000'000, .bytes = std::size_t{1} << 30}) {}

  /// By system.
  [[nodiscard]] std::map<std::string, Measures> measures_of(const BenchmarkItem& item,
                                                            const ItemOutcome& outcome) {
    const std::string key = key_of(item, outcome);
    if (const auto kept = kept_.find(key)) {
      const auto json = nlohmann::json::parse(*kept, nullptr, false);
      try {
        return json.get<std::map<std::string, Measures>>();
      } catch (const nlohmann::json::exception&) {
        // What cannot be read is measured once more.
      }
    }
    std::vector<Image> edits;
    for (const std::string_view system : kSystems) edits.push_back(picture_in(folder_.edit_of(item, system)));
    const std::vector<Measures> measured = networks_.measure(photo_of(item), edits, context_);
    std::map<std::string, Measures> by_system;
    for (std::size_t i = 0; i < kSystems.size(); ++i) by_system[std::string(kSystems[i])] = measured[i];
    kept_.keep(key, json_text(by_system, -1));
    return by_system;
  }

 private:
  [[nodiscard]] std::string key_of(const BenchmarkItem& item, const ItemOutcome& outcome) const {
    nlohmann::json all{
        {"item", outcome.identity}, {"weights", weights_}, {"captions", {item.caption, item.target_caption}}};
    for (const auto& kind : networks_.kinds()) all["kinds"].push_back(kind.key);
    for (const std::string_view system : kSystems)
      all["edits"].push_back(hash_file(folder_.edit_of(item, system), context_));
    if (const BenchmarkItem* before = followed_by(item))
      all["photo"] = hash_file(folder_.edit_of(*before, kSystems[1]), context_);
    return json_text(all, -1);
  }

  /// The item whose edit this one begins from; null: none.
  [[nodiscard]] const BenchmarkItem* followed_by(const BenchmarkItem& item) const {
    if (item.follows.empty()) return nullptr;
    const auto found = std::ranges::find(benchmark_.items, item.follows, &BenchmarkItem::id);
    return found == benchmark_.items.end() ? nullptr : &*found;
  }

  [[nodiscard]] MeasuredPhoto photo_of(const BenchmarkItem& item) {
    MeasuredPhoto measured{.photo = {}, .caption = item.caption, .target_caption = item.target_caption};
    const BenchmarkItem* before = followed_by(item);
    measured.photo = before ? picture_in(folder_.edit_of(*before, kSystems[1]))
                            : with_samples(store_.picture(item.source, context_), SampleType::U8);
    measured.mask = mask_of(item, size_of(measured.photo), store_, context_);
    if (!item.target.empty())
      measured.target = with_samples(store_.picture(item.target, context_), SampleType::U8);
    return measured;
  }

  [[nodiscard]] Image picture_in(const fs::path& file) const {
    return plain_srgb(read_photo(file, {}, context_), context_);
  }

  const Benchmark& benchmark_;
  const BenchmarkFolder& folder_;
  NetworkMeasures& networks_;
  const std::map<std::string, std::string>& weights_;
  const RunContext& context_;
  const AnswerCache kept_;
  PictureStore store_;
};

}  // namespace

void measure_by_networks(const Benchmark& benchmark, std::vector<ItemOutcome>& outcomes,
                         const BenchmarkFolder& folder, NetworkMeasures& networks,
                         const std::map<std::string, std::string>& weights, const RunContext& context,
                         const std::function<void(int, int)>& on_measured) {
  if (networks.kinds().empty()) return;
  NetworkPass pass(benchmark, folder, networks, weights, context);
  const auto all =
      static_cast<int>(std::ranges::count(outcomes, ItemOutcome::State::Done, &ItemOutcome::state));
  int done = 0;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].state != ItemOutcome::State::Done) continue;
    context.check();
    for (const auto& [system, measures] : pass.measures_of(benchmark.items[i], outcomes[i]))
      outcomes[i].measures[system].insert(measures.begin(), measures.end());
    if (on_measured) on_measured(++done, all);
  }
}

}  // namespace v4e
