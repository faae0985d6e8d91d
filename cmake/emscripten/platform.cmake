# A build for the browser: emcmake cmake -S . -B build/wasm. Its vectors are WebAssembly's SIMD128,
# it has one thread (a page that is opened from disk gets no shared memory), and its own products of
# matrices and elementary functions in place of OpenBLAS and SLEEF.
set(ACTLAB_BROWSER ON)
set(ACTLAB_STUDIES OFF)
set(ACTLAB_PROGRAMS OFF)
set(ACTLAB_BENCH OFF)
set(ACTLAB_INSTALL OFF)
add_compile_options(-msimd128 -fwasm-exceptions)
add_link_options(-fwasm-exceptions -sALLOW_MEMORY_GROWTH=1)

# What is headers alone may be the machine's own. Each is linked into a folder of the build: the
# folder that it lies in holds the machine's C library too, which is not the browser's.
function(actlab_headers_alone name header)
  get_filename_component(entry ${header} DIRECTORY)
  if(NOT entry)
    set(entry ${header})
  endif()
  find_path(found ${header} PATHS /usr/include /usr/local/include /opt/homebrew/include
    PATH_SUFFIXES stb NO_CACHE NO_CMAKE_FIND_ROOT_PATH)
  if(NOT found)
    return()  # actlab_find says what to install
  endif()
  set(folder ${PROJECT_BINARY_DIR}/headers/${name})
  file(MAKE_DIRECTORY ${folder})
  file(CREATE_LINK ${found}/${entry} ${folder}/${entry} SYMBOLIC)
  add_library(actlab::${name} INTERFACE IMPORTED GLOBAL)
  target_include_directories(actlab::${name} SYSTEM INTERFACE ${folder})
endfunction()
actlab_headers_alone(json nlohmann/json.hpp)
actlab_headers_alone(stb stb_image.h)
actlab_headers_alone(doctest doctest/doctest.h)
