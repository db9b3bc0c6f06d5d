# SPDX-License-Identifier: GPL-3.0-or-later
# ccache where it is installed, and precompiled headers that it can live with.
find_program(V4E_CCACHE ccache)
if(V4E_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
    CCACHE_PCH_EXTSUM=true ${V4E_CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endif()

# v4e_precompile(TARGET <a.h> …)
# Headers that are compiled once for all files of a target. Other projects' headers only, whose releases are
# part of the sum below: a precompiled header has other bytes each time that it is made, so that ccache, left
# to itself, would find nothing again in a fresh build folder.
function(v4e_precompile target)
  if(NOT V4E_PCH)
    return()
  endif()
  target_precompile_headers(${target} PRIVATE ${ARGN})
  string(SHA256 sum "${ARGN} ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION} ${CMAKE_CXX_FLAGS} \
${CMAKE_BUILD_TYPE} ${V4E_SANITIZER} Torch ${Torch_VERSION} Qt ${Qt6_VERSION} GTest ${GTest_VERSION} \
json ${nlohmann_json_VERSION}")
  get_target_property(folder ${target} BINARY_DIR)
  file(CONFIGURE OUTPUT "${folder}/CMakeFiles/${target}.dir/cmake_pch.hxx.gch.sum" CONTENT "${sum}\n" @ONLY)
endfunction()

# v4e_precompile_as(TARGET OTHER)
# The headers that were compiled for OTHER.
function(v4e_precompile_as target other)
  if(NOT V4E_PCH)
    return()
  endif()
  target_precompile_headers(${target} REUSE_FROM ${other})
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "EXECUTABLE")
    # A header compiled as for a library (-fPIC) is refused by a program's -fPIE.
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
  endif()
endfunction()
