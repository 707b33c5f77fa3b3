# Targets: milvus_import::milvus_import (shared library) and milvus_import::milvus_import_static.
get_filename_component(_milvus_import_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET milvus_import::milvus_import)
  add_library(milvus_import::milvus_import SHARED IMPORTED)
  set_target_properties(milvus_import::milvus_import PROPERTIES
    IMPORTED_LOCATION "${_milvus_import_prefix}/lib/libmilvus_import.so.@VERSION@"
    IMPORTED_SONAME "libmilvus_import.so.@SOVERSION@"
    INTERFACE_INCLUDE_DIRECTORIES "${_milvus_import_prefix}/include")
endif()

if(NOT TARGET milvus_import::milvus_import_static)
  add_library(milvus_import::milvus_import_static STATIC IMPORTED)
  set_target_properties(milvus_import::milvus_import_static PROPERTIES
    IMPORTED_LOCATION "${_milvus_import_prefix}/lib/libmilvus_import.a"
    IMPORTED_LINK_INTERFACE_LANGUAGES "C"
    INTERFACE_INCLUDE_DIRECTORIES "${_milvus_import_prefix}/include"
    INTERFACE_LINK_LIBRARIES "gcc_s;util;rt;pthread;m;dl;c")
endif()

unset(_milvus_import_prefix)
