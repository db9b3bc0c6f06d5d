// SPDX-License-Identifier: GPL-3.0-or-later
#include <IOKit/pwr_mgt/IOPMLib.h>

#include "ui/windows/keep_awake.h"

namespace v4e::ui {

void KeepAwake::setAwake(bool awake, const QString& reason) {
  if (awake == wanted_) return;
  wanted_ = awake;
  inhibitor_.reset();
  if (!awake) return;
  const CFStringRef name = reason.toCFString();
  IOPMAssertionID assertion = kIOPMNullAssertionID;
  const IOReturn result = IOPMAssertionCreateWithName(kIOPMAssertionTypePreventUserIdleSystemSleep,
                                                      kIOPMAssertionLevelOn, name, &assertion);
  CFRelease(name);
  if (result != kIOReturnSuccess) return;
  inhibitor_ = std::shared_ptr<void>(nullptr, [assertion](void*) { IOPMAssertionRelease(assertion); });
}

}  // namespace v4e::ui
