// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/denoiser.h"

#include "core/schedulers/scheduler.h"

namespace v4e {

ActiveExpert SingleDenoiser::expert(double /*timestep*/) {
  return expert_;
}

TwoExperts::TwoExperts(Source high, Source low, double boundary_ratio)
    : high_(std::move(high)), low_(std::move(low)), boundary_(boundary_ratio * kTrainTimesteps) {}

ActiveExpert TwoExperts::expert(double timestep) {
  const Source& source = timestep >= boundary_ ? high_ : low_;
  return {&source.transformer(), source.guidance_scale};
}

}  // namespace v4e
