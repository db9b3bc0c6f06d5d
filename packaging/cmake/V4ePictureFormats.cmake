# SPDX-License-Identifier: GPL-3.0-or-later
# Libraries for kinds of picture files, each optional: without one the program says of such a file which package
# is missing. core/image/io/codecs/codec_table.cpp names the same packages.
#
# v4e_picture_format(NAME PACKAGE MODULE… ) sets V4E_WITH_NAME to 0 or 1 and makes PkgConfig::NAME_LIBRARY.
function(v4e_picture_format name package)
  option(V4E_${name} "Read files through ${package} where it is installed" ON)
  set(with 0)
  if(V4E_${name})
    pkg_check_modules(${name}_LIBRARY IMPORTED_TARGET ${ARGN})
    if(${name}_LIBRARY_FOUND)
      set(with 1)
      # LibRaw asks for the compiler's OpenMP, which it links itself: another one would come beside LibTorch's,
      # and clang may have none.
      foreach(property INTERFACE_LINK_LIBRARIES INTERFACE_LINK_OPTIONS INTERFACE_COMPILE_OPTIONS)
        get_target_property(values PkgConfig::${name}_LIBRARY ${property})
        if(values)
          list(REMOVE_ITEM values -fopenmp)
          set_target_properties(PkgConfig::${name}_LIBRARY PROPERTIES ${property} "${values}")
        endif()
      endforeach()
    else()
      message(STATUS "Without ${package}: its pictures are named and not opened")
    endif()
  endif()
  set(V4E_WITH_${name} ${with} PARENT_SCOPE)
  if(with)
    set(V4E_PICTURE_LIBRARIES ${V4E_PICTURE_LIBRARIES} PkgConfig::${name}_LIBRARY PARENT_SCOPE)
  endif()
endfunction()

set(V4E_PICTURE_LIBRARIES)
v4e_picture_format(HEIF libheif-dev libheif>=1.15)
v4e_picture_format(AVIF libavif-dev libavif>=0.11)
v4e_picture_format(JXL libjxl-dev libjxl>=0.7 libjxl_threads)
v4e_picture_format(RAW libraw-dev libraw_r>=0.20)
v4e_picture_format(JP2 libopenjp2-7-dev libopenjp2>=2.4)
v4e_picture_format(EXR libopenexr-dev OpenEXR>=3.1)
v4e_picture_format(SVG librsvg2-dev librsvg-2.0>=2.52)
set(V4E_PICTURE_FORMATS HEIF AVIF JXL RAW JP2 EXR SVG)
