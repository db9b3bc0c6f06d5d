// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QTest>

namespace v4e::ui::test {

/// How long a test waits for what must come. Qt's own five seconds are too few on a machine whose cores have
/// other work; what comes at once costs nothing.
inline constexpr int kPatience_ms = 60'000;

}  // namespace v4e::ui::test

/// Waits for what must come. Qt's own QTRY_VERIFY and its like end a case without GoogleTest knowing that it
/// has failed.
#define ASSERT_EVENTUALLY(condition) \
  ASSERT_TRUE(QTest::qWaitFor([&] { return (condition); }, ::v4e::ui::test::kPatience_ms))
