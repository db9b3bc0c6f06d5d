// SPDX-License-Identifier: GPL-3.0-or-later
// The one file that includes Gloo's headers. LibTorch carries Gloo's code but not always its headers: those
// of the system are taken for their declarations alone, and nothing is linked. That is safe as long as
// objects of Gloo are only held by pointer, and tried by meet_peers() before it is relied on.
#include "core/base/log.h"
#include "core/training/distributed/peers.h"

#ifdef V4E_DISTRIBUTED
#include "core/training/distributed/nccl_backend.h"
#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>
#include <thread>

namespace v4e::training {

void require_peers() {
  if (has_peers()) return;
  throw Error(ErrorCode::Unsupported,
              "this build cannot train with several processes: it was made without Gloo's headers (Debian's "
              "package libgloo-dev)");
}

void take_share_of_cores(const Launch& launch) {
  const auto cores = static_cast<int>(std::thread::hardware_concurrency());
  at::set_num_threads(std::max(1, cores / launch.local_world));
}

#ifdef V4E_DISTRIBUTED
namespace {

using StorePointer = c10::intrusive_ptr<c10d::Store>;
using BackendPointer = c10::intrusive_ptr<c10d::Backend>;

/// What LibTorch, Gloo and NCCL throw has stack traces behind its first line.
std::string first_line(const std::exception& error) {
  const std::string all = error.what();
  return all.substr(0, all.find('\n'));
}

/// What is thrown inside says nothing to a user.
template <typename Body>
auto or_peer_lost(const Body& body) {
  try {
    return body();
  } catch (const std::exception& error) {
    throw PeerLost("another process of the training has ended or does not answer (" + first_line(error) +
                   "); start all of them again, and they go on at the last checkpoint");
  }
}

class GroupExchange : public PendingExchange {
 public:
  explicit GroupExchange(c10::intrusive_ptr<c10d::Work> work) : work_(std::move(work)) {}
  void wait() override {
    or_peer_lost([this] { return work_->wait(); });
  }

 private:
  c10::intrusive_ptr<c10d::Work> work_;
};

/// Exchanges by Gloo, and what lies on cards by NCCL once it is there.
class GroupPeers : public Peers {
 public:
  GroupPeers(const Launch& launch, const StorePointer& store, std::chrono::milliseconds timeout)
      : rank_(launch.rank), world_(launch.world) {
    auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    options->devices.push_back(launch.local_world == launch.world
                                   ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                   : c10d::ProcessGroupGloo::createDefaultDevice());
    gloo_ = c10::make_intrusive<c10d::ProcessGroupGloo>(c10::make_intrusive<c10d::PrefixStore>("v4e", store),
                                                        rank_, world_, std::move(options));
  }
  ~GroupPeers() override { set_nccl({}); }
  GroupPeers(const GroupPeers&) = delete;
  GroupPeers& operator=(const GroupPeers&) = delete;

  void set_nccl(BackendPointer nccl) {
    if (nccl_) close_nccl(*nccl_);
    nccl_ = std::move(nccl);
  }

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int world() const override { return world_; }

  [[nodiscard]] std::unique_ptr<PendingExchange> start_sum(const at::Tensor& tensor) override {
    return start([&] {
      std::vector<at::Tensor> tensors{tensor};
      return backend_of(tensor).allreduce(tensors);
    });
  }
  [[nodiscard]] std::unique_ptr<PendingExchange> start_sum_of_part(const at::Tensor& own,
                                                                   const at::Tensor& all) override {
    return start([&] {
      at::Tensor part = own;
      at::Tensor whole = all;
      return backend_of(own)._reduce_scatter_base(part, whole);
    });
  }
  [[nodiscard]] std::unique_ptr<PendingExchange> start_gather(const at::Tensor& all,
                                                              const at::Tensor& own) override {
    return start([&] {
      at::Tensor whole = all;
      at::Tensor part = own;
      return backend_of(own)._allgather_base(whole, part);
    });
  }

 private:
  template <typename Body>
  static std::unique_ptr<PendingExchange> start(const Body& body) {
    return std::make_unique<GroupExchange>(or_peer_lost(body));
  }
  [[nodiscard]] c10d::Backend& backend_of(const at::Tensor& tensor) const {
    return tensor.is_cuda() && nccl_ ? *nccl_ : *gloo_;
  }

  int rank_;
  int world_;
  BackendPointer gloo_;
  BackendPointer nccl_;  ///< null: none
};

StorePointer meeting_place(const Launch& launch, std::chrono::milliseconds timeout) {
  if (!launch.file.empty()) {
    auto store = c10::make_intrusive<c10d::FileStore>(launch.file, launch.world);
    store->setTimeout(timeout);
    return store;
  }
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(launch.port);
  options.isServer = launch.rank == 0 && !launch.host_is_served;
  options.numWorkers = launch.world;
  options.waitWorkers = false;
  options.multiTenant = true;
  options.timeout = timeout;
  return c10::make_intrusive<c10d::TCPStore>(launch.host, options);
}

/// Headers and library may be of different versions: sums whose results are known.
bool sums_are_right(Peers& peers, const at::Device& device) {
  const auto options = at::TensorOptions(device).dtype(at::kFloat);
  const auto mine = torch::full({3}, static_cast<float>(peers.rank() + 1), options);
  const double wanted = 0.5 * peers.world() * (peers.world() + 1);
  peers.sum(mine);
  const auto part = torch::zeros({2}, options);
  peers.start_sum_of_part(part, torch::ones({2 * peers.world()}, options))->wait();
  const auto all = torch::zeros({2 * peers.world()}, options);
  peers.gather(all, part);
  return mine.eq(wanted).all().item<bool>() && all.eq(peers.world()).all().item<bool>();
}

bool all_say(Peers& peers, bool yes) {
  const auto votes = torch::full({1}, yes ? 1.0F : 0.0F);
  peers.sum(votes);
  return votes.item<float>() == static_cast<float>(peers.world());
}

/// Why NCCL cannot be used here; empty: it is, from now on.
std::string problem_of_nccl(GroupPeers& peers, const StorePointer& store, std::chrono::milliseconds timeout,
                            const at::Device& device) {
  try {
    peers.set_nccl(nccl_backend(store, peers.rank(), peers.world(), timeout));
    return sums_are_right(peers, device) ? "" : "its sums are wrong";
  } catch (const std::exception& error) {
    return first_line(error);
  }
}

/// All processes must decide alike, or one would wait for the others by another way.
void choose_way_of_cards(GroupPeers& peers, const StorePointer& store, std::chrono::milliseconds timeout,
                         const at::Device& device) {
  if (!all_say(peers, device.is_cuda())) return;
  std::string problem = nccl_problem();
  if (all_say(peers, problem.empty())) {
    problem = problem_of_nccl(peers, store, timeout, device);
    if (all_say(peers, problem.empty())) {
      if (peers.rank() == 0) logger("train").info("cards exchange by NCCL");
      return;
    }
    peers.set_nccl({});
  }
  logger("train").log(peers.rank() == 0 ? spdlog::level::warn : spdlog::level::debug,
                      "cards exchange by way of main memory, not by NCCL: {}",
                      problem.empty() ? "it does not work for another process" : problem);
}

}  // namespace

bool has_peers() {
  return true;
}

std::unique_ptr<Peers> meet_peers(const Launch& launch, std::chrono::milliseconds timeout,
                                  const at::Device& device) {
  const StorePointer store = or_peer_lost([&] { return meeting_place(launch, timeout); });
  auto peers = or_peer_lost([&] { return std::make_unique<GroupPeers>(launch, store, timeout); });
  if (!sums_are_right(*peers, at::kCPU))
    throw Error(
        ErrorCode::Unsupported,
        "this build's exchange between processes does not work (Gloo's headers do not fit the LibTorch that "
        "is installed): train in one process");
  choose_way_of_cards(*peers, store, timeout, device);
  return peers;
}

#else

bool has_peers() {
  return false;
}

std::unique_ptr<Peers> meet_peers(const Launch& /*launch*/, std::chrono::milliseconds /*timeout*/,
                                  const at::Device& /*device*/) {
  require_peers();
  return nullptr;
}

#endif

}  // namespace v4e::training
