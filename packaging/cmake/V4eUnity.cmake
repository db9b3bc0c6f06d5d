# SPDX-License-Identifier: GPL-3.0-or-later
# Several files compiled as one: most of the time of a file goes into the headers of LibTorch or Qt, and the files
# of one folder share them. With V4E_UNITY=OFF each is compiled by itself, which suits work on a single one.

# v4e_unity(TARGET [EXCEPT FOLDER …])
# Joins files of the same folder, eight at most, so that two files of a folder must not give different things in
# their unnamed namespaces one name. To be called when the target has all of its files. Folders of the names after
# EXCEPT stay as they are.
function(v4e_unity target)
  if(NOT V4E_UNITY)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "EXCEPT" ${ARGN})
  get_target_property(sources ${target} SOURCES)
  get_target_property(base ${target} SOURCE_DIR)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  set(groups "")
  foreach(source IN LISTS sources)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${base}" OUTPUT_VARIABLE path)
    cmake_path(GET path PARENT_PATH folder)
    cmake_path(GET folder FILENAME name)
    if(name IN_LIST ARG_EXCEPT)
      continue()
    endif()
    cmake_path(RELATIVE_PATH folder BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
    string(MAKE_C_IDENTIFIER "${folder}" folder)
    if(NOT DEFINED count_${folder})
      set(count_${folder} 0)
    endif()
    math(EXPR group "${count_${folder}} / 8")
    math(EXPR count_${folder} "${count_${folder}} + 1")
    set_source_files_properties("${path}" TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP "${folder}_${group}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP UNITY_BUILD_RELOCATABLE ON)
endfunction()
