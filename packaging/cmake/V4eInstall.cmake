# SPDX-License-Identifier: GPL-3.0-or-later
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  include(V4eInstallElsewhere)
  return()
endif()
# `cmake --install` and the Debian package: the programs, what they read, and what desktops show of them.
# No distribution has a LibTorch of the versions that we take, so ours goes along, in a folder of its own. One for CUDA
# stays where it is: it needs gigabytes of NVIDIA's libraries beside it.
set(v4e_torch_goes_along ON)
if(EXISTS "${V4E_TORCH_DIR}/lib/libtorch_cuda.so")
  set(v4e_torch_goes_along OFF)
endif()
option(V4E_INSTALL_TORCH "Install LibTorch beside the programs" ${v4e_torch_goes_along})

set(V4E_PRIVATE_LIBDIR "lib/video4edit")
set(v4e_data "${PROJECT_SOURCE_DIR}/resources")

install(TARGETS v4e RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY "${v4e_data}/captions" "${v4e_data}/models" DESTINATION share/video4edit
  PATTERN "recipe.json" EXCLUDE)
if(NOT V4E_ENGINE_ONLY)
  install(TARGETS video4edit RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS v4e_edit_module LIBRARY DESTINATION ${V4E_PRIVATE_LIBDIR})
  # The module lies beside LibTorch, the programs a folder away from it.
  set_target_properties(v4e_edit_module PROPERTIES INSTALL_RPATH "$ORIGIN")
  install(DIRECTORY "${v4e_data}/samples" DESTINATION share/video4edit)
  install(FILES "${v4e_data}/desktop/org.video4edit.Video4Edit.desktop" DESTINATION share/applications)
  install(FILES "${v4e_data}/desktop/org.video4edit.Video4Edit.metainfo.xml" DESTINATION share/metainfo)
  install(FILES "${v4e_data}/desktop/video4edit-mime.xml" DESTINATION share/mime/packages
    RENAME org.video4edit.Video4Edit.xml)
  install(FILES "${v4e_data}/icons/video4edit.svg" DESTINATION share/icons/hicolor/scalable/apps
    RENAME org.video4edit.Video4Edit.svg)
endif()
install(FILES "${v4e_data}/LICENSES.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
  DESTINATION share/doc/video4edit)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION share/doc/video4edit RENAME copyright)

if(V4E_INSTALL_TORCH)
  set_target_properties(v4e PROPERTIES INSTALL_RPATH "$ORIGIN/../${V4E_PRIVATE_LIBDIR}")
  file(GLOB v4e_torch_libraries
    "${V4E_TORCH_DIR}/lib/libtorch.so" "${V4E_TORCH_DIR}/lib/libtorch_cpu.so" "${V4E_TORCH_DIR}/lib/libc10.so"
    "${V4E_TORCH_DIR}/lib/libgomp*.so*" "${V4E_TORCH_DIR}/../torch.libs/*.so*")
  install(PROGRAMS ${v4e_torch_libraries} DESTINATION ${V4E_PRIVATE_LIBDIR})
  # Its licence asks to go along. Wheels have it in licenses/ since 2.9, or loose.
  file(GLOB v4e_torch_licences "${V4E_TORCH_DIR}/../torch-*.dist-info/licenses/*"
    "${V4E_TORCH_DIR}/../torch-*.dist-info/LICENSE" "${V4E_TORCH_DIR}/../torch-*.dist-info/NOTICE")
  foreach(licence IN LISTS v4e_torch_licences)
    if(IS_DIRECTORY "${licence}")
      install(DIRECTORY "${licence}" DESTINATION share/doc/video4edit/libtorch)
    else()
      install(FILES "${licence}" DESTINATION share/doc/video4edit/libtorch)
    endif()
  endforeach()
else()
  # LibTorch stays where it is.
  set_property(TARGET v4e APPEND PROPERTY INSTALL_RPATH "${V4E_TORCH_DIR}/lib")
  if(NOT V4E_ENGINE_ONLY)
    set_property(TARGET v4e_edit_module APPEND PROPERTY INSTALL_RPATH "${V4E_TORCH_DIR}/lib")
  endif()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME video4edit)
set(CPACK_PACKAGE_VENDOR "The Video4Edit authors")
set(CPACK_PACKAGE_CONTACT "The Video4Edit authors <video4edit@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Edit photos by saying what should happen in them")
set(CPACK_PACKAGE_DESCRIPTION
  "A video model goes on from a photo until an instruction has come true; the last frame is the edit, at the photo's own size. A small model is built in, larger ones of the Wan2.1 family can be added.")
set(CPACK_DEBIAN_PACKAGE_SECTION graphics)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${V4E_TORCH_DIR}/lib")
# Loaded by name, so that no scan finds them: Qt's SVG icons and its WebP and TIFF pictures.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libqt6svg6, qt6-image-formats-plugins")
# Without them the editor says what is missing or falls back: videos, Qt's own texts in German and Chinese, Wayland,
# HEIC (Ubuntu has its codecs in packages of their own, Debian 12 in the library).
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
  "gstreamer1.0-plugins-base, gstreamer1.0-plugins-good, gstreamer1.0-libav, qt6-translations-l10n, qt6-wayland, libheif-plugin-libde265, libheif-plugin-x265")
# 60 MB that a Chinese desktop has anyway and others do not need.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "fonts-noto-cjk | fonts-wqy-zenhei")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
include(CPack)
