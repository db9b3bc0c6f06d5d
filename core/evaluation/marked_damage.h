// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/image/image.h"

namespace v4e {

enum class DamageKind { Scratches, Stains };

/// A photo with damage in places that are known.
struct MarkedDamage {
  Image photo;   ///< U8 RGB
  Image region;  ///< one channel, F32: 1 on the damage and two pixels around it, else 0
};

/// Draws pale scratches, 2 to 4 pixels wide, or brown stains, 16 to 40 pixels wide, into a photo, U8 RGB of
/// some hundred pixels; four of them, the same for the same seed.
[[nodiscard]] MarkedDamage with_damage(const Image& photo, DamageKind kind, std::uint64_t seed);

}  // namespace v4e
