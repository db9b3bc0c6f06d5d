# SPDX-License-Identifier: GPL-3.0-or-later
find_package(GTest REQUIRED)

# add_v4e_test(NAME SOURCES a.cpp … LIBRARIES v4e::engine … LABELS fast …)
# One GoogleTest program; ctest runs each of its cases. LABELS `fast` is the subset that sanitizer builds run.
function(add_v4e_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE v4e::options ${ARG_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    V4E_SOURCE_DIR="${PROJECT_SOURCE_DIR}" V4E_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  if(V4E_PCH AND TARGET v4e_engine AND "v4e::engine" IN_LIST ARG_LIBRARIES)
    target_precompile_headers(${name} REUSE_FROM v4e_engine)
    # A header compiled as for a library (-fPIC) is refused by a program's -fPIE.
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${name} PRIVATE -fPIC)
  endif()
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    # Which of several ways computes fastest is not measured: results stay the same bit for bit.
    PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT 900 ENVIRONMENT V4E_PATHS=first)
endfunction()
