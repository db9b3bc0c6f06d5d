# SPDX-License-Identifier: GPL-3.0-or-later
# v4e::options: language standard, warnings and sanitizers of our own targets.
add_library(v4e_options INTERFACE)
add_library(v4e::options ALIAS v4e_options)

target_compile_features(v4e_options INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_include_directories(v4e_options INTERFACE "${PROJECT_SOURCE_DIR}")
if(MSVC)
  # Sources are UTF-8, the standard is meant literally, and LibTorch's headers make object files large.
  target_compile_options(v4e_options INTERFACE /W4 /permissive- /utf-8 /bigobj /EHsc /Zc:__cplusplus /external:W0)
  set(v4e_werror /WX)
else()
  target_compile_options(v4e_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
  set(v4e_werror -Werror)
endif()
if(V4E_WERROR)
  target_compile_options(v4e_options INTERFACE ${v4e_werror})
endif()
if(WIN32)
  # Windows 10; none of its macros "min" and "max"; M_PI.
  target_compile_definitions(v4e_options INTERFACE
    _WIN32_WINNT=0x0A00 NOMINMAX WIN32_LEAN_AND_MEAN _USE_MATH_DEFINES _CRT_SECURE_NO_WARNINGS)
endif()
target_compile_definitions(v4e_options INTERFACE
  V4E_VERSION="${PROJECT_VERSION}" QT_NO_KEYWORDS)
find_package(Threads REQUIRED)
target_link_libraries(v4e_options INTERFACE Threads::Threads)

if(V4E_SANITIZER)
  target_compile_options(v4e_options INTERFACE -fsanitize=${V4E_SANITIZER} -fno-omit-frame-pointer)
  target_link_options(v4e_options INTERFACE -fsanitize=${V4E_SANITIZER})
endif()
