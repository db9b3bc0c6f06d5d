// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <c10/core/Device.h>

#include <functional>
#include <memory>

namespace v4e {

/// Records what a thread gives a device between begin() and end(), and gives it once more in one piece: a
/// CUDA graph. What is recorded is not done then, and reads and writes the same memory each time.
class GraphRecorder {
 public:
  virtual ~GraphRecorder() = default;
  /// Throws c10::Error where the device cannot.
  virtual void begin() = 0;
  virtual void end() = 0;
  virtual void replay() = 0;
};

/// Once for a kind of device, before anything is computed there.
void register_graph_recorder(c10::DeviceType type, std::function<std::unique_ptr<GraphRecorder>()> make);
/// Null where the device has none, or this program was built without it.
[[nodiscard]] std::unique_ptr<GraphRecorder> make_graph_recorder(const c10::Device& device);

}  // namespace v4e
