# SPDX-License-Identifier: GPL-3.0-or-later
# `cmake --install` on Windows and macOS, for packaging/windows/build.ps1 and packaging/macos/build.sh, which add Qt and
# the other libraries. The programs find their resources and the engine's module from where they lie themselves.
if(APPLE)
  set(v4e_programs "Video4Edit.app/Contents/MacOS")
  set(v4e_libraries "Video4Edit.app/Contents/Frameworks")
  set(v4e_shared "Video4Edit.app/Contents/Resources/video4edit")
  file(GLOB v4e_torch_libraries "${V4E_TORCH_DIR}/lib/libtorch.dylib" "${V4E_TORCH_DIR}/lib/libtorch_cpu.dylib"
    "${V4E_TORCH_DIR}/lib/libc10.dylib" "${V4E_TORCH_DIR}/lib/libomp*.dylib")
else()
  set(v4e_programs bin)
  set(v4e_libraries bin)
  set(v4e_shared share/video4edit)
  file(GLOB v4e_torch_libraries "${V4E_TORCH_DIR}/lib/*.dll")
  list(FILTER v4e_torch_libraries EXCLUDE REGEX "python")
endif()

install(TARGETS v4e RUNTIME DESTINATION ${v4e_programs})
install(DIRECTORY "${PROJECT_SOURCE_DIR}/resources/captions" "${PROJECT_SOURCE_DIR}/resources/models"
  DESTINATION ${v4e_shared} PATTERN "recipe.json" EXCLUDE)
if(NOT V4E_ENGINE_ONLY)
  install(TARGETS video4edit RUNTIME DESTINATION ${v4e_programs} BUNDLE DESTINATION .)
  install(TARGETS v4e_edit_module LIBRARY DESTINATION ${v4e_programs})
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/resources/samples" DESTINATION ${v4e_shared})
endif()
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/resources/LICENSES.md"
  "${PROJECT_SOURCE_DIR}/CHANGELOG.md" DESTINATION ${v4e_shared})
install(PROGRAMS ${v4e_torch_libraries} DESTINATION ${v4e_libraries})

if(APPLE)
  foreach(target v4e video4edit v4e_edit_module)
    if(TARGET ${target})
      set_target_properties(${target} PROPERTIES INSTALL_RPATH "@executable_path/../Frameworks")
    endif()
  endforeach()
endif()
