# Installs BUILD to a folder of its own, then configures, builds and runs a project outside.
#   cmake -DBUILD=... -DSOURCE=... -DCOMPILER=... -DFLAGS=... -DGENERATOR=... -P package_test.cmake
set(work ${BUILD}/package_test)
file(REMOVE_RECURSE ${work})
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed: ${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/prefix)
# Nothing that is installed may name where it was built.
file(GLOB_RECURSE texts ${work}/prefix/*.cmake ${work}/prefix/*/actlab.h)
foreach(text IN LISTS texts)
  file(READ ${text} content)
  string(FIND "${content}" "${SOURCE}" place)
  if(NOT place EQUAL -1)
    message(FATAL_ERROR "${text} names ${SOURCE}")
  endif()
  # Whoever links actlab compiles his own code under his own warnings alone.
  if(content MATCHES "(INTERFACE_COMPILE_OPTIONS[^\n]*|-W[a-z][^\n]*)")
    message(FATAL_ERROR "${text} hands on ${CMAKE_MATCH_1}")
  endif()
endforeach()
run(${CMAKE_COMMAND} -S ${SOURCE}/tests/package/outside -B ${work}/build -G ${GENERATOR}
  -DCMAKE_PREFIX_PATH=${work}/prefix -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${FLAGS}
  -DPROGRAM=${SOURCE}/examples/minimal.cpp)
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/outside)
if(NOT output MATCHES "epoch 10: .*test accuracy 9[0-9]\\.[0-9]+ %\n")
  message(FATAL_ERROR "unexpected: ${output}")
endif()
file(REMOVE_RECURSE ${work})
