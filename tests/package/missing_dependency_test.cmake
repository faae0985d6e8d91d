# What is missing is named with what needs it and what to install.   cmake -DSOURCE=... -P ...
cmake_minimum_required(VERSION 3.22)
set(CMAKE_INCLUDE_PATH ${SOURCE}/core/base)
include(${SOURCE}/cmake/dependencies.cmake)
list(APPEND ACTLAB_DEPENDENCIES
  "absent|A library|a test|absent_header.h|absent||libabsent-dev|absent-formula"
  "half|Half a library|a test|error.h|absent_half||libhalf-dev|")
actlab_find(absent)
set(wanted "A library for a test: the header absent_header.h was not found; Debian, Ubuntu: apt-get \
install libabsent-dev; Homebrew: brew install absent-formula")
if(NOT ACTLAB_absent_MISSING STREQUAL wanted)
  message(FATAL_ERROR "got: ${ACTLAB_absent_MISSING}")
endif()
actlab_find(half)
if(NOT ACTLAB_half_MISSING MATCHES "the library absent_half was not found; .* libhalf-dev$")
  message(FATAL_ERROR "got: ${ACTLAB_half_MISSING}")
endif()
