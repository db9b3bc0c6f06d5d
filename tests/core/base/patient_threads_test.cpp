// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/patient_threads.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace v4e {
namespace {

TEST(PatientThreads, DISABLED_ARestartedProgramHasTheSetting) {
  ASSERT_NE(std::getenv("GOMP_SPINCOUNT"), nullptr);
  EXPECT_EQ(std::string(std::getenv("GOMP_SPINCOUNT")), "1000");
}

/// Exit code of this program, asked to restart with `policy` in its environment.
int restarted_with(const char* policy) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::unsetenv("GOMP_SPINCOUNT");
    ::unsetenv("OMP_WAIT_POLICY");
    if (policy != nullptr) ::setenv("OMP_WAIT_POLICY", policy, 1);
    std::string words[] = {"base_test", "--gtest_also_run_disabled_tests",
                           "--gtest_filter=PatientThreads.DISABLED_ARestartedProgramHasTheSetting"};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), nullptr};
    restart_with_patient_threads(arguments);
    ::_exit(42);  // it went on
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(PatientThreads, RestartsOnceWithTheSetting) {
  EXPECT_EQ(restarted_with(nullptr), 0);
}

TEST(PatientThreads, LeavesTheUsersPolicyAlone) {
  EXPECT_EQ(restarted_with("active"), 42);
}

}  // namespace
}  // namespace v4e
