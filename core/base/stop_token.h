// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one place that includes the standard's stop tokens: some standard libraries still hide them.
#include <stop_token>
