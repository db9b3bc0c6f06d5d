// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <chrono>
#include <memory>

#include "core/training/distributed/launch.h"

namespace v4e::training {

/// An exchange that is under way. Its tensors must not be touched before wait().
class PendingExchange {
 public:
  virtual ~PendingExchange() = default;
  /// Throws PeerLost.
  virtual void wait() = 0;
};

/// The processes of one training, of which this is one. All of them call the same functions in the same
/// order, with tensors of equal sizes; all throw PeerLost where another process has died or does not answer
/// in time.
class Peers {
 public:
  virtual ~Peers() = default;

  [[nodiscard]] virtual int rank() const = 0;   ///< 0 … world() - 1; rank 0 writes and speaks
  [[nodiscard]] virtual int world() const = 0;  ///< number of processes, >= 1

  /// Sums contiguous `tensor` over all, in place.
  [[nodiscard]] virtual std::unique_ptr<PendingExchange> start_sum(const at::Tensor& tensor) = 0;
  /// all [world * n] is summed over all; `own` [n] gets this process's part of it, the rank'th.
  [[nodiscard]] virtual std::unique_ptr<PendingExchange> start_sum_of_part(const at::Tensor& own,
                                                                           const at::Tensor& all) = 0;
  /// all [world * n] gets everybody's own [n], in the order of ranks.
  [[nodiscard]] virtual std::unique_ptr<PendingExchange> start_gather(const at::Tensor& all,
                                                                      const at::Tensor& own) = 0;

  void sum(const at::Tensor& tensor) { start_sum(tensor)->wait(); }
  void gather(const at::Tensor& all, const at::Tensor& own) { start_gather(all, own)->wait(); }
};

/// Whether this build can train with several processes.
[[nodiscard]] bool has_peers();
/// Throws Error(Unsupported) where it cannot.
void require_peers();

/// Meets the other processes and tries the connection. `timeout`: how long an exchange may take before the
/// others count as lost. `device`: where this process computes. Where all compute on CUDA cards, tensors
/// there are exchanged by NCCL, if the program has it and known sums come out right, else by way of main
/// memory like all others (Gloo); the log says which. Throws PeerLost, Error(Unsupported) where has_peers()
/// is false.
[[nodiscard]] std::unique_ptr<Peers> meet_peers(const Launch& launch, std::chrono::milliseconds timeout,
                                                const at::Device& device = at::kCPU);

/// Limits LibTorch's threads to this process's share of the machine's cores.
void take_share_of_cores(const Launch& launch);

}  // namespace v4e::training
