# Installs base, feel and dmn as a package of their own, for programs that want FEEL and DMN without Evenhand:
#   cmake --install build/release --component dmn --prefix FOLDER      then find_package(EvenhandDmn)
# src/dmn/package/README.md is its manual; tests/package builds the example in there against an installed copy.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(DMN_MODULES dmn feel base)
# What these modules link to besides one another, as their CMakeLists.txt say it.
set(DMN_LIBRARIES "")
foreach(module ${DMN_MODULES})
  get_target_property(linked eh_${module} LINK_LIBRARIES)
  list(APPEND DMN_LIBRARIES ${linked})
endforeach()
list(FILTER DMN_LIBRARIES EXCLUDE REGEX "^eh_")
list(REMOVE_DUPLICATES DMN_LIBRARIES)

set(DMN_HEADERS
  base/deadline.hpp base/decimal.hpp base/diagnostic.hpp base/instant.hpp base/json.hpp base/limits.hpp base/result.hpp base/text.hpp
  feel/budget.hpp feel/expression.hpp feel/function.hpp feel/operators.hpp feel/shape.hpp feel/value.hpp
  dmn/content.hpp dmn/model.hpp dmn/table.hpp dmn/trace.hpp)
foreach(header ${DMN_HEADERS})
  get_filename_component(folder ${header} DIRECTORY)
  install(FILES src/${header} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/evenhand/${folder} COMPONENT dmn)
endforeach()
foreach(module ${DMN_MODULES})
  install(TARGETS eh_${module} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/evenhand COMPONENT dmn)
endforeach()
install(FILES LICENSE src/dmn/package/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}-dmn COMPONENT dmn)

list(JOIN DMN_MODULES " " DMN_MODULES_WORDS)
list(JOIN DMN_LIBRARIES " " DMN_LIBRARIES_WORDS)
set(DMN_CONFIG_FOLDER ${CMAKE_INSTALL_LIBDIR}/cmake/EvenhandDmn)
configure_package_config_file(cmake/EvenhandDmnConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/EvenhandDmnConfig.cmake
  INSTALL_DESTINATION ${DMN_CONFIG_FOLDER} PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_LIBDIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/EvenhandDmnConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/EvenhandDmnConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/EvenhandDmnConfigVersion.cmake
  DESTINATION ${DMN_CONFIG_FOLDER} COMPONENT dmn)
