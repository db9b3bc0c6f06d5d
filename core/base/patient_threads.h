// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace v4e {

/// Starts the program again, before anything else of it has run, with OpenMP threads that sleep soon when they
/// wait for each other. GCC's runtime lets them spin for milliseconds, and reads that setting only while the
/// program is loaded. Beside another busy program the spinning takes the time that the waited-for thread
/// would need (measured: 52 s instead of 4 for an edit). Returns where the user has set the policy themselves,
/// and where a restart is not possible.
void restart_with_patient_threads(char** argv);

}  // namespace v4e
