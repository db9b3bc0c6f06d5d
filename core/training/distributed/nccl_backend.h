// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/csrc/distributed/c10d/Backend.hpp>
#include <torch/csrc/distributed/c10d/Store.hpp>

#include <chrono>
#include <string>

namespace v4e::training {

/// Why cards cannot exchange by NCCL in this process; empty: nothing is known that speaks against it.
[[nodiscard]] std::string nccl_problem();

/// Exchanges tensors on CUDA cards, each process's on another card; nothing is sent before the first
/// exchange. Only where nccl_problem() is empty. Waiting for an exchange waits for the card, and throws where
/// that takes longer than `timeout`. Throws where there is no card.
[[nodiscard]] c10::intrusive_ptr<c10d::Backend> nccl_backend(const c10::intrusive_ptr<c10d::Store>& store,
                                                             int rank, int world,
                                                             std::chrono::milliseconds timeout);

/// Gives back what it holds on the cards; to be called before it is dropped. Never throws.
void close_nccl(c10d::Backend& backend) noexcept;

}  // namespace v4e::training
