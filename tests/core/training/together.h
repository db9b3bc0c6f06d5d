// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "core/training/distributed/peers.h"

namespace v4e::training {

/// Calls body(peers) in as many threads as there are processes: what they exchange is the same.
template <typename Body>
void together(
    int world, const std::filesystem::path& folder, const Body& body,
    const std::function<at::Device(int rank)>& device_of = [](int) { return at::Device(at::kCPU); }) {
  static int meetings = 0;
  Launch launch;
  launch.world = launch.local_world = world;
  launch.file = (folder / ("meeting" + std::to_string(++meetings))).string();
  std::vector<std::thread> threads;
  for (int rank = 0; rank < world; ++rank) {
    launch.rank = launch.local_rank = rank;
    threads.emplace_back([launch, &body, &device_of] {
      at::set_num_threads(1);
      try {
        const auto peers = meet_peers(launch, std::chrono::seconds(20), device_of(launch.rank));
        body(*peers);
      } catch (const std::exception& error) {
        ADD_FAILURE() << "process " << launch.rank << ": " << error.what();
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

}  // namespace v4e::training
