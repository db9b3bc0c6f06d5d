# SPDX-License-Identifier: GPL-3.0-or-later
# v4e_arrow: Apache Arrow and Parquet out of the Python package pyarrow, for data sets and benchmarks that are published
# as Parquet or Arrow files. Only where V4E_ARROW_PYTHON names a Python that has it: programs that are passed on do
# without, and say so when they meet such a file.
set(V4E_ARROW_PYTHON "" CACHE STRING "Python that has the package pyarrow; empty: Parquet and Arrow files are not read")
set(V4E_PARQUET OFF)
if(NOT V4E_ARROW_PYTHON)
  message(STATUS "Parquet and Arrow files: not read (V4E_ARROW_PYTHON names no Python with pyarrow)")
  return()
endif()

execute_process(
  COMMAND "${V4E_ARROW_PYTHON}" -c
    "import importlib.util as u, os; print(os.path.dirname(u.find_spec('pyarrow').origin), end='')"
  OUTPUT_VARIABLE v4e_arrow_dir RESULT_VARIABLE v4e_arrow_result ERROR_QUIET)
if(NOT v4e_arrow_result EQUAL 0)
  message(FATAL_ERROR "${V4E_ARROW_PYTHON} has no package pyarrow: install it there (pip install pyarrow), or leave "
    "V4E_ARROW_PYTHON empty to build without Parquet.")
endif()
add_library(v4e_arrow INTERFACE)
target_include_directories(v4e_arrow SYSTEM INTERFACE "${v4e_arrow_dir}/include")
foreach(library arrow parquet)
  # The package has them under their full names only: libarrow.so.2600, libarrow.2600.dylib.
  file(GLOB v4e_found "${v4e_arrow_dir}/lib${library}.so.*" "${v4e_arrow_dir}/lib${library}.*.dylib")
  list(FILTER v4e_found INCLUDE REGEX "lib${library}\\.(so\\.[0-9]+|[0-9]+\\.dylib)$")
  if(NOT v4e_found)
    message(FATAL_ERROR "${v4e_arrow_dir} has no lib${library}: pyarrow 14 or later, installed by pip, has it.")
  endif()
  list(GET v4e_found 0 v4e_found)
  target_link_libraries(v4e_arrow INTERFACE "${v4e_found}")
endforeach()
list(APPEND CMAKE_BUILD_RPATH "${v4e_arrow_dir}")
set(V4E_PARQUET ON)
message(STATUS "Parquet and Arrow files: read by ${v4e_arrow_dir}")
