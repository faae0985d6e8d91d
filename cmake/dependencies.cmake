# What actlab is built from, and what whoever links an installed actlab must have. The build reads
# this file, and so does the installed actlab-config.cmake: what stands here is true for both.
#
# A dependency is a header and perhaps a library, each looked for as a file. pkg-config says where
# to look first, so a distribution may lay them where it likes. The distributions' own CMake files
# are not asked: Debian 13's for OpenBLAS names a library that is not there.

cmake_policy(PUSH)
cmake_policy(VERSION 3.22)  # whatever a project that uses the package asks for

# name      | what it is       | what needs it                | header        | library | pkg-config | Debian | Homebrew
set(ACTLAB_DEPENDENCIES
  "openblas|OpenBLAS|products of matrices|cblas.h|openblas|openblas|libopenblas-pthread-dev|openblas"
  "tbb|oneTBB|every thread|tbb/task_arena.h|tbb|tbb|libtbb-dev|tbb"
  "sleef|SLEEF|activation functions|sleef.h|sleef|sleef|libsleef-dev|sleef"
  "stb|stb_image|image files|stb_image.h||stb|libstb-dev|"
  "jpeg|libjpeg-turbo|image files|jpeglib.h|jpeg|libjpeg|libjpeg-dev|jpeg-turbo"
  "png|libspng|image files|spng.h|spng|spng|libspng-dev|libspng"
  "json|nlohmann-json|weights and configurations|nlohmann/json.hpp||nlohmann_json|nlohmann-json3-dev|nlohmann-json"
  "cli11|CLI11|the programs of examples/|CLI/CLI.hpp||CLI11|libcli11-dev|cli11"
  "sqlite|SQLite|studies and searches|sqlite3.h|sqlite3|sqlite3|libsqlite3-dev|sqlite"
  "libpq|libpq|studies in PostgreSQL|libpq-fe.h|pq|libpq|libpq-dev|libpq"
  "doctest|doctest|the tests|doctest/doctest.h|||doctest-dev|doctest"
  "benchmark|Google Benchmark|the kernels' benchmark|benchmark/benchmark.h|benchmark|benchmark|libbenchmark-dev|google-benchmark")

# actlab_find(NAME): defines target actlab::NAME, or sets ACTLAB_NAME_MISSING to a sentence that
# names the file, who needs it and what to install.
function(actlab_find name)
  set(ACTLAB_${name}_MISSING "" PARENT_SCOPE)
  if(TARGET actlab::${name})
    return()
  endif()
  set(row ${ACTLAB_DEPENDENCIES})
  list(FILTER row INCLUDE REGEX "^${name}\\|")
  string(REPLACE "|" ";" row "${row}")
  list(GET row 1 what)
  list(GET row 2 needed_by)
  list(GET row 3 header)
  list(GET row 4 library)
  list(GET row 5 module)
  list(GET row 6 debian)
  list(GET row 7 homebrew)

  set(hint)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND AND module AND NOT CMAKE_CROSSCOMPILING)
    pkg_check_modules(ACTLAB_pc_${name} QUIET ${module})
    set(hint ${ACTLAB_pc_${name}_INCLUDE_DIRS} ${ACTLAB_pc_${name}_LIBRARY_DIRS})
    foreach(variable IN ITEMS includedir libdir)
      pkg_get_variable(folder ${module} ${variable})
      list(APPEND hint ${folder})
    endforeach()
  endif()
  if(APPLE AND homebrew)  # what Homebrew keeps out of the usual folders
    list(APPEND hint /opt/homebrew/opt/${homebrew} /usr/local/opt/${homebrew})
  endif()
  foreach(variable IN ITEMS ACTLAB_${name}_INCLUDE_DIR ACTLAB_${name}_LIBRARY)
    if(${variable} AND NOT EXISTS "${${variable}}")
      unset(${variable} CACHE)  # found once and gone since
    endif()
  endforeach()
  find_path(ACTLAB_${name}_INCLUDE_DIR ${header} HINTS ${hint}
    PATH_SUFFIXES include openblas-pthread stb postgresql)
  set(missing)
  if(NOT ACTLAB_${name}_INCLUDE_DIR)
    set(missing "the header ${header}")
  elseif(library)
    find_library(ACTLAB_${name}_LIBRARY ${library} HINTS ${hint}
      PATH_SUFFIXES lib openblas-pthread)
    if(NOT ACTLAB_${name}_LIBRARY)
      set(missing "the library ${library}")
    endif()
  endif()
  if(missing)
    if(homebrew)
      set(homebrew "; Homebrew: brew install ${homebrew}")
    endif()
    set(ACTLAB_${name}_MISSING "${what} for ${needed_by}: ${missing} was not found; Debian, Ubuntu: \
apt-get install ${debian}${homebrew}" PARENT_SCOPE)
    return()
  endif()

  add_library(actlab::${name} INTERFACE IMPORTED GLOBAL)
  target_include_directories(actlab::${name} SYSTEM INTERFACE ${ACTLAB_${name}_INCLUDE_DIR})
  if(library)
    target_link_libraries(actlab::${name} INTERFACE ${ACTLAB_${name}_LIBRARY})
  endif()
  mark_as_advanced(ACTLAB_${name}_INCLUDE_DIR ACTLAB_${name}_LIBRARY)
endfunction()

# actlab_require(NAME...): an error that tells everything that is missing, not only the first.
macro(actlab_require)
  set(actlab_missing)
  foreach(actlab_name IN ITEMS ${ARGN})
    actlab_find(${actlab_name})
    if(ACTLAB_${actlab_name}_MISSING)
      string(APPEND actlab_missing "\n  ${ACTLAB_${actlab_name}_MISSING}")
    endif()
  endforeach()
  if(actlab_missing)
    message(FATAL_ERROR "actlab needs what is not installed, or not whole:${actlab_missing}\n  \
Where it lies elsewhere, name it: -DACTLAB_NAME_INCLUDE_DIR=FOLDER -DACTLAB_NAME_LIBRARY=FILE")
  endif()
endmacro()

cmake_policy(POP)
