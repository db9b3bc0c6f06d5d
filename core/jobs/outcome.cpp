// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/outcome.h"

#include <filesystem>
#include <new>

#include "core/base/log.h"

namespace v4e {

Failure current_failure() {
  try {
    throw;
  } catch (const Error& error) {
    return {error.code(), error.what(), advice_of(error)};
  } catch (const std::filesystem::filesystem_error& error) {
    // A link that leads back to itself, a folder that may not be looked into …
    return {ErrorCode::FileUnreadable, error.path1().string() + ": " + error.code().message()};
  } catch (const std::bad_alloc&) {
    return {ErrorCode::OutOfMemory, "out of memory"};
  } catch (const std::exception& error) {
    logger("jobs").error("unexpected exception: {}", error.what());
    return {ErrorCode::Internal, error.what()};
  } catch (...) {
    logger("jobs").error("unexpected exception of unknown type");
    return {ErrorCode::Internal, "unknown failure"};
  }
}

}  // namespace v4e
