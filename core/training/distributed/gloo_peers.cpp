// SPDX-License-Identifier: GPL-3.0-or-later
// The one file that includes Gloo's headers. LibTorch carries Gloo's code but not always its headers: those
// of the system are taken for their declarations alone, and nothing is linked. That is safe as long as
// objects of Gloo are only held by pointer, and tried by meet_peers() before it is relied on.
#include "core/training/distributed/peers.h"

#ifdef V4E_DISTRIBUTED
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

/// What is thrown inside is LibTorch's or Gloo's, with stack traces, and says nothing to a user.
template <typename Body>
auto or_peer_lost(const Body& body) {
  try {
    return body();
  } catch (const std::exception& error) {
    const std::string all = error.what();
    throw PeerLost("another process of the training has ended or does not answer (" +
                   all.substr(0, all.find('\n')) +
                   "); start all of them again, and they go on at the last checkpoint");
  }
}

class GlooExchange : public PendingExchange {
 public:
  explicit GlooExchange(c10::intrusive_ptr<c10d::Work> work) : work_(std::move(work)) {}
  void wait() override {
    or_peer_lost([this] { return work_->wait(); });
  }

 private:
  c10::intrusive_ptr<c10d::Work> work_;
};

class GlooPeers : public Peers {
 public:
  GlooPeers(const Launch& launch, c10::intrusive_ptr<c10d::Store> store, std::chrono::milliseconds timeout)
      : rank_(launch.rank), world_(launch.world) {
    auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    options->devices.push_back(launch.local_world == launch.world
                                   ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                   : c10d::ProcessGroupGloo::createDefaultDevice());
    backend_ = c10::make_intrusive<c10d::ProcessGroupGloo>(
        c10::make_intrusive<c10d::PrefixStore>("v4e", std::move(store)), rank_, world_, std::move(options));
  }

  [[nodiscard]] int rank() const override { return rank_; }
  [[nodiscard]] int world() const override { return world_; }

  [[nodiscard]] std::unique_ptr<PendingExchange> start_sum(const at::Tensor& tensor) override {
    return start([&] {
      std::vector<at::Tensor> tensors{tensor};
      return backend_->allreduce(tensors);
    });
  }
  [[nodiscard]] std::unique_ptr<PendingExchange> start_sum_of_part(const at::Tensor& own,
                                                                   const at::Tensor& all) override {
    return start([&] {
      at::Tensor part = own;
      at::Tensor whole = all;
      return backend_->_reduce_scatter_base(part, whole);
    });
  }
  [[nodiscard]] std::unique_ptr<PendingExchange> start_gather(const at::Tensor& all,
                                                              const at::Tensor& own) override {
    return start([&] {
      at::Tensor whole = all;
      at::Tensor part = own;
      return backend_->_allgather_base(whole, part);
    });
  }

 private:
  template <typename Body>
  static std::unique_ptr<PendingExchange> start(const Body& body) {
    return std::make_unique<GlooExchange>(or_peer_lost(body));
  }

  int rank_;
  int world_;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> backend_;
};

c10::intrusive_ptr<c10d::Store> meeting_place(const Launch& launch, std::chrono::milliseconds timeout) {
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
void try_out(Peers& peers) {
  const auto mine = torch::full({3}, static_cast<float>(peers.rank() + 1));
  const double wanted = 0.5 * peers.world() * (peers.world() + 1);
  peers.sum(mine);
  const auto part = torch::zeros({2});
  peers.start_sum_of_part(part, torch::ones({2 * peers.world()}))->wait();
  const auto all = torch::zeros({2 * peers.world()});
  peers.gather(all, part);
  if (mine.eq(wanted).all().item<bool>() && all.eq(peers.world()).all().item<bool>()) return;
  throw Error(
      ErrorCode::Unsupported,
      "this build's exchange between processes does not work (Gloo's headers do not fit the LibTorch that is "
      "installed): train in one process");
}

}  // namespace

bool has_peers() {
  return true;
}

std::unique_ptr<Peers> meet_peers(const Launch& launch, std::chrono::milliseconds timeout) {
  auto peers = or_peer_lost(
      [&] { return std::make_unique<GlooPeers>(launch, meeting_place(launch, timeout), timeout); });
  try_out(*peers);
  return peers;
}

#else

bool has_peers() {
  return false;
}

std::unique_ptr<Peers> meet_peers(const Launch& /*launch*/, std::chrono::milliseconds /*timeout*/) {
  require_peers();
  return nullptr;
}

#endif

}  // namespace v4e::training
