// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/patient_threads.h"

#include <cstdlib>
#include <initializer_list>

#include "core/base/os/process.h"

namespace v4e {

void restart_with_patient_threads(char** argv) {
  constexpr const char* kSpinCount = "GOMP_SPINCOUNT";
  for (const char* policy : {kSpinCount, "OMP_WAIT_POLICY"}) {
    if (std::getenv(policy) != nullptr) return;
  }
  os::restart_with(kSpinCount, "1000", argv);
}

}  // namespace v4e
