# SPDX-License-Identifier: GPL-3.0-or-later
# Linking LibTorch on Windows and macOS. Its OpenMP library (Intel's or LLVM's) is linked by itself alone.
if(WIN32)
  target_link_libraries(v4e_torch INTERFACE
    "${V4E_TORCH_DIR}/lib/torch.lib" "${V4E_TORCH_DIR}/lib/torch_cpu.lib" "${V4E_TORCH_DIR}/lib/c10.lib")
  if(EXISTS "${V4E_TORCH_DIR}/lib/torch_cuda.lib")
    # CUDA registers itself when its library is loaded, which it is only where something of it is named.
    target_link_libraries(v4e_torch INTERFACE "${V4E_TORCH_DIR}/lib/torch_cuda.lib")
    target_link_options(v4e_torch INTERFACE "LINKER:/INCLUDE:?warp_size@cuda@at@@YAHXZ")
  endif()
else()
  target_link_libraries(v4e_torch INTERFACE "${V4E_TORCH_DIR}/lib/libtorch.dylib"
    "${V4E_TORCH_DIR}/lib/libtorch_cpu.dylib" "${V4E_TORCH_DIR}/lib/libc10.dylib")
  list(APPEND CMAKE_BUILD_RPATH "${V4E_TORCH_DIR}/lib")
endif()
