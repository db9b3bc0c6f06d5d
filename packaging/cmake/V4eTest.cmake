# SPDX-License-Identifier: GPL-3.0-or-later
find_package(GTest REQUIRED)

# add_v4e_test(NAME SOURCES a.cpp … LIBRARIES v4e::engine … LABELS fast … [SLOW Suite.Case … ] [GPU Suite.Case …] [APART])
# One GoogleTest program; ctest runs each of its cases. LABELS `fast` is the subset that sanitizer builds run.
# Cases (or patterns, as --gtest_filter has them) under SLOW take over ten seconds and have the label slow
# instead; those under GPU need a CUDA device, have the label gpu and are skipped without one.
# APART: the files are compiled each by itself, as their helpers have the same names.
function(add_v4e_test name)
  cmake_parse_arguments(ARG "APART" "" "SOURCES;LIBRARIES;LABELS;SLOW;GPU" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE v4e::options ${ARG_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    V4E_SOURCE_DIR="${PROJECT_SOURCE_DIR}" V4E_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  if(TARGET v4e_engine AND "v4e::engine" IN_LIST ARG_LIBRARIES)
    v4e_precompile_as(${name} v4e_engine)
    if(NOT ARG_APART)
      v4e_unity(${name})
    endif()
  endif()
  list(JOIN ARG_SLOW ":" slow)
  list(JOIN ARG_GPU ":" gpu)
  set(apart ${ARG_SLOW} ${ARG_GPU})
  list(JOIN apart ":" apart)
  v4e_discover(${name} "${ARG_LABELS}" "*-${apart}")
  if(ARG_SLOW)
    v4e_discover(${name} slow "${slow}")
  endif()
  if(ARG_GPU)
    v4e_discover(${name} gpu "${gpu}")
  endif()
endfunction()

function(v4e_discover name labels filter)
  include(GoogleTest)
  string(MAKE_C_IDENTIFIER "${name}_${labels}" list)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_FILTER "${filter}" TEST_LIST ${list}
    # Which of several ways computes fastest is not measured: results stay the same bit for bit.
    PROPERTIES LABELS "${labels}" TIMEOUT 900 ENVIRONMENT V4E_PATHS=first)
endfunction()
