# SPDX-License-Identifier: GPL-3.0-or-later
# v4e::torch: LibTorch 2.6 to 2.13 out of the Python wheel or the LibTorch archive.
#
# Its headers go behind the system's (-idirafter): the wheel bundles a newer fmt which would
# shadow the one that the distribution's spdlog was built for.
set(V4E_TORCH_DIR "" CACHE PATH "Folder with LibTorch's include/ and lib/")
set(V4E_TORCH_PYTHON "python3" CACHE STRING "Python that has the torch wheel installed")

if(NOT V4E_TORCH_DIR)
  execute_process(
    COMMAND "${V4E_TORCH_PYTHON}" -c
      "import importlib.util as u, os; print(os.path.dirname(u.find_spec('torch').origin), end='')"
    OUTPUT_VARIABLE v4e_torch_found RESULT_VARIABLE v4e_torch_result ERROR_QUIET)
  if(NOT v4e_torch_result EQUAL 0)
    message(FATAL_ERROR
      "LibTorch not found. Run packaging/setup.sh, or set V4E_TORCH_DIR to a LibTorch folder "
      "or V4E_TORCH_PYTHON to a Python with the package torch.")
  endif()
  set(V4E_TORCH_DIR "${v4e_torch_found}" CACHE PATH "Folder with LibTorch's include/ and lib/" FORCE)
endif()

# The version header moved: torch/headeronly/ since 2.9, torch/csrc/api/include/torch/ before.
foreach(v4e_header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
  if(EXISTS "${V4E_TORCH_DIR}/include/${v4e_header}")
    file(STRINGS "${V4E_TORCH_DIR}/include/${v4e_header}" v4e_lines
      REGEX "define TORCH_VERSION_(MAJOR|MINOR) [0-9]+")
    string(REGEX REPLACE ".*MAJOR ([0-9]+).*MINOR ([0-9]+).*" "\\1.\\2" V4E_TORCH_VERSION "${v4e_lines}")
    break()
  endif()
endforeach()
if(V4E_TORCH_VERSION VERSION_LESS 2.6)
  message(FATAL_ERROR "LibTorch ${V4E_TORCH_VERSION} in ${V4E_TORCH_DIR} is too old: 2.6 or later is needed.")
endif()
# Up to 2.6 there were two kinds, and the one of Python's package index cannot be linked with the system's libraries.
set(v4e_torch_config "${V4E_TORCH_DIR}/share/cmake/Torch/TorchConfig.cmake")
set(v4e_old_abi "-D_GLIBCXX_USE_CXX11_ABI=0")
if(EXISTS "${v4e_torch_config}")
  file(STRINGS "${v4e_torch_config}" v4e_lines REGEX "TORCH_CXX_FLAGS.*${v4e_old_abi}")
  if(v4e_lines AND NOT CMAKE_CXX_FLAGS MATCHES "${v4e_old_abi}")
    message(FATAL_ERROR
      "LibTorch ${V4E_TORCH_VERSION} in ${V4E_TORCH_DIR} has the old C++ ABI (strings of before GCC 5), which this "
      "system's libraries have not. Take 2.7 or later, or the archive of ${V4E_TORCH_VERSION} named cxx11-abi.")
  endif()
endif()
message(STATUS "LibTorch ${V4E_TORCH_VERSION}: ${V4E_TORCH_DIR}")

add_library(v4e_torch INTERFACE)
add_library(v4e::torch ALIAS v4e_torch)
set(v4e_torch_includes "${V4E_TORCH_DIR}/include" "${V4E_TORCH_DIR}/include/torch/csrc/api/include")
if(MSVC)
  # It has no such option: what is linked before LibTorch comes first, as spdlog does in v4e::base.
  target_include_directories(v4e_torch SYSTEM INTERFACE ${v4e_torch_includes})
else()
  foreach(folder IN LISTS v4e_torch_includes)
    target_compile_options(v4e_torch INTERFACE "SHELL:-idirafter ${folder}")
  endforeach()
endif()
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  include(V4eTorchElsewhere)
  return()
endif()
# The first is an empty library that loads what there is besides the CPU: CUDA registers itself then, and nothing of
# ours names a symbol of it. So programs built with a LibTorch for the CPU use CUDA where they find one with it.
target_link_libraries(v4e_torch INTERFACE
  "-Wl,--push-state,--no-as-needed,${V4E_TORCH_DIR}/lib/libtorch.so,--pop-state"
  "${V4E_TORCH_DIR}/lib/libtorch_cpu.so" "${V4E_TORCH_DIR}/lib/libc10.so")
# Built with a LibTorch that has CUDA, beside CUDA's headers, the engine can record graphs, and the cards of several
# processes exchange by NCCL; such a program needs those libraries. Without the headers it is as one that was built for
# the CPU: cards exchange by way of main memory. The runtime's headers and nccl.h are in wheels that LibTorch brings;
# what they include, crt/ and nv/, is in CUDA's toolkit, or in the wheels nvidia-cuda-crt and nvidia-cuda-cccl, which it
# does not bring.
if(EXISTS "${V4E_TORCH_DIR}/lib/libtorch_cuda.so")
  file(GLOB v4e_cuda_hints "${V4E_TORCH_DIR}/../nvidia/cu*/include" "${V4E_TORCH_DIR}/../nvidia/cuda_runtime/include")
  list(APPEND v4e_cuda_hints /usr/local/cuda/include)
  file(GLOB v4e_nccl_wheel "${V4E_TORCH_DIR}/../nvidia/nccl/include")
  find_path(V4E_CUDA_INCLUDE_DIR cuda_runtime_api.h HINTS ${v4e_cuda_hints})
  find_path(V4E_CUDA_CRT_INCLUDE_DIR crt/host_config.h HINTS ${v4e_cuda_hints})
  find_path(V4E_CUDA_NV_INCLUDE_DIR nv/target HINTS ${v4e_cuda_hints} PATH_SUFFIXES cccl)
  find_path(V4E_NCCL_INCLUDE_DIR nccl.h HINTS ${v4e_nccl_wheel} ${v4e_cuda_hints})
  # What LibTorch's headers for CUDA have inline calls the runtime. In the wheels its name has a version only.
  file(GLOB v4e_cuda_runtime "${V4E_TORCH_DIR}/../nvidia/cu*/lib/libcudart.so*"
    "${V4E_TORCH_DIR}/../nvidia/cuda_runtime/lib/libcudart.so*" /usr/local/cuda/lib64/libcudart.so)
  if(V4E_CUDA_INCLUDE_DIR AND V4E_CUDA_CRT_INCLUDE_DIR AND V4E_CUDA_NV_INCLUDE_DIR AND v4e_cuda_runtime)
    list(GET v4e_cuda_runtime 0 v4e_cuda_runtime)
    message(STATUS "CUDA graphs: yes, with ${V4E_CUDA_INCLUDE_DIR}/cuda_runtime_api.h")
    add_library(v4e_torch_cuda INTERFACE)
    add_library(v4e::torch_cuda ALIAS v4e_torch_cuda)
    target_link_libraries(v4e_torch_cuda INTERFACE
      "${V4E_TORCH_DIR}/lib/libtorch_cuda.so" "${V4E_TORCH_DIR}/lib/libc10_cuda.so" "${v4e_cuda_runtime}")
    # For single files, behind the system's own.
    foreach(folder ${V4E_CUDA_INCLUDE_DIR} ${V4E_CUDA_CRT_INCLUDE_DIR} ${V4E_CUDA_NV_INCLUDE_DIR})
      list(APPEND V4E_CUDA_OPTIONS -idirafter ${folder})
    endforeach()
    if(V4E_NCCL_INCLUDE_DIR)
      message(STATUS "NCCL: yes, with ${V4E_NCCL_INCLUDE_DIR}/nccl.h")
      set(V4E_NCCL_OPTIONS ${V4E_CUDA_OPTIONS} -idirafter ${V4E_NCCL_INCLUDE_DIR})
    else()
      message(STATUS "NCCL: no, nccl.h was not found")
    endif()
  else()
    message(STATUS "CUDA graphs, NCCL: no, libcudart, cuda_runtime_api.h, crt/host_config.h or nv/target was not "
      "found (the last two are in CUDA's toolkit, or in the Python packages nvidia-cuda-crt and nvidia-cuda-cccl)")
  endif()
endif()
# The OpenMP library that LibTorch came with: another one would start threads of its own beside it.
file(GLOB v4e_openmp "${V4E_TORCH_DIR}/lib/libgomp*.so*" "${V4E_TORCH_DIR}/../torch.libs/libgomp*.so*")
if(v4e_openmp)
  list(GET v4e_openmp 0 v4e_openmp)
else()
  set(v4e_openmp gomp)
endif()
target_link_libraries(v4e_torch INTERFACE "${v4e_openmp}")
list(APPEND CMAKE_BUILD_RPATH "${V4E_TORCH_DIR}/lib")
