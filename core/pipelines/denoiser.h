// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/models/wan_dit/wan_dit.h"

namespace v4e {

/// A transformer and how strongly it is guided.
struct ActiveExpert {
  WanDit* transformer = nullptr;
  double guidance_scale = 1;  ///< 1 or less: no guidance, half the time
};

/// Says which transformer makes a step.
class Denoiser {
 public:
  virtual ~Denoiser() = default;
  /// The transformer for a timestep (1000 … 0), loaded if need be; throws what loading it throws.
  [[nodiscard]] virtual ActiveExpert expert(double timestep) = 0;
};

/// One transformer for all steps.
class SingleDenoiser final : public Denoiser {
 public:
  SingleDenoiser(WanDit& transformer, double guidance_scale) : expert_{&transformer, guidance_scale} {}
  [[nodiscard]] ActiveExpert expert(double timestep) override;

 private:
  ActiveExpert expert_;
};

/// Wan2.2 A14B: one transformer while there is much noise, another one for the rest. Each is asked for when
/// its steps come, so that they need not be in memory at once.
class TwoExperts final : public Denoiser {
 public:
  struct Source {
    std::function<WanDit&()> transformer;
    double guidance_scale = 1;
  };
  /// The high-noise one makes the steps at `boundary_ratio` * 1000 and above.
  TwoExperts(Source high, Source low, double boundary_ratio);
  [[nodiscard]] ActiveExpert expert(double timestep) override;

 private:
  Source high_;
  Source low_;
  double boundary_;
};

}  // namespace v4e
