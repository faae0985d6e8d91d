# cmake --install: headers, libraries, and what find_package(actlab) reads.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
include(CheckCXXSourceCompiles)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/actlab)
get_property(rooms GLOBAL PROPERTY ACTLAB_ROOM_TARGETS)
install(TARGETS actlab actlab_headers ${rooms} EXPORT actlab-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT actlab-targets NAMESPACE actlab:: DESTINATION ${package_dir})

foreach(room IN LISTS ACTLAB_ROOMS)
  if(EXISTS ${PROJECT_SOURCE_DIR}/${room})
    install(DIRECTORY ${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/actlab
      FILES_MATCHING PATTERN "*.h")
  endif()
endforeach()
install(FILES ${ACTLAB_INCLUDE_DIR}/actlab/actlab.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/actlab)

# The package needs what the libraries link: all that was found but what only programs use.
set(ACTLAB_INSTALLED_NEEDS)
foreach(row IN LISTS ACTLAB_DEPENDENCIES)
  string(REGEX MATCH "^[^|]+" name "${row}")
  if(TARGET actlab::${name} AND NOT name MATCHES "^(stb|cli11|doctest|benchmark)$")
    list(APPEND ACTLAB_INSTALLED_NEEDS ${name})
  endif()
endforeach()
check_cxx_source_compiles(
  "#include <version>\n#ifdef _LIBCPP_VERSION\n#error libc++\n#endif\nint main() {}"
  ACTLAB_WITH_libstdcxx)
set(ACTLAB_STANDARD_LIBRARY libc++)
if(ACTLAB_WITH_libstdcxx)
  set(ACTLAB_STANDARD_LIBRARY libstdc++)
endif()
configure_package_config_file(cmake/actlab-config.cmake.in
  ${PROJECT_BINARY_DIR}/package/actlab-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/actlab-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/actlab-config.cmake
  ${PROJECT_BINARY_DIR}/package/actlab-config-version.cmake cmake/dependencies.cmake
  DESTINATION ${package_dir})
