# SPDX-License-Identifier: GPL-3.0-or-later
# v4e::options: language standard, warnings and sanitizers of our own targets.
add_library(v4e_options INTERFACE)
add_library(v4e::options ALIAS v4e_options)

target_compile_features(v4e_options INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_include_directories(v4e_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(v4e_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(V4E_WERROR)
  target_compile_options(v4e_options INTERFACE -Werror)
endif()
target_compile_definitions(v4e_options INTERFACE
  V4E_VERSION="${PROJECT_VERSION}" QT_NO_KEYWORDS)
find_package(Threads REQUIRED)
target_link_libraries(v4e_options INTERFACE Threads::Threads)

if(V4E_SANITIZER)
  target_compile_options(v4e_options INTERFACE -fsanitize=${V4E_SANITIZER} -fno-omit-frame-pointer)
  target_link_options(v4e_options INTERFACE -fsanitize=${V4E_SANITIZER})
endif()
