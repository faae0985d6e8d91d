# Takes the C++ out of the documents, so that what is compiled is what they say. A block that begins
# with ```cpp is one of
#
#   a file        `layers/scale.h` above it is its path
#   a program     <!-- program zero_shares --> above it is its name
#   a part        <!-- within catalog_row --> above it names the file of within/ that it completes,
#                 in place of the line "// the example"
#   a quotation   <!-- from training/loop.cpp --> above it names where it stands: tests/house looks
#
# Anything else becomes an #error, as nobody would compile it. Files are written when the build is
# configured, which it is anew when a document changes; a compiler's message names the document.

set(DOCUMENT_FILES)     # files and parts, for one binary: .cpp
set(DOCUMENT_PROGRAMS)  # each a binary of its own

# document_blocks(docs/tour.md): adds to the lists above.
function(document_blocks document)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${document})
  file(READ ${PROJECT_SOURCE_DIR}/${document} rest)
  cmake_path(GET document STEM name)
  string(TOLOWER ${name} name)
  set(line 1)
  set(number 0)
  while(TRUE)
    string(FIND "${rest}" "\n```cpp\n" begin)
    if(begin EQUAL -1)
      break()
    endif()
    string(SUBSTRING "${rest}" 0 ${begin} before)
    math(EXPR begin "${begin} + 8")
    string(SUBSTRING "${rest}" ${begin} -1 rest)
    string(FIND "${rest}" "\n```" end)
    string(SUBSTRING "${rest}" 0 ${end} block)
    string(SUBSTRING "${rest}" ${end} -1 rest)
    string(REGEX REPLACE "[^\n]" "" above "${before}\n\n")
    string(LENGTH "${above}" above)
    math(EXPR line "${line} + ${above}")
    math(EXPR number "${number} + 1")
    string(STRIP "${before}" before)
    string(FIND "${before}" "\n" last REVERSE)
    math(EXPR last "${last} + 1")
    string(SUBSTRING "${before}" ${last} -1 label)
    document_block("${document}" "${name}_${number}" ${line} "${label}" "${block}")
    string(REGEX REPLACE "[^\n]" "" inside "${block}\n")
    string(LENGTH "${inside}" inside)
    math(EXPR line "${line} + ${inside}")
  endwhile()
  set(DOCUMENT_FILES ${DOCUMENT_FILES} PARENT_SCOPE)
  set(DOCUMENT_PROGRAMS ${DOCUMENT_PROGRAMS} PARENT_SCOPE)
endfunction()

# One block, which stands behind `label` and begins at `line`.
function(document_block document name line label block)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/extracted)
  set(code "#line ${line} \"${document}\"\n${block}\n")
  if("${label}" MATCHES "^`([a-z0-9_/]+)\\.(h|cpp)`$")
    set(path ${CMAKE_MATCH_1})
    set(kind ${CMAKE_MATCH_2})
    if(path MATCHES "^search/" AND NOT TARGET actlab_search)
      return()
    endif()
    if(kind STREQUAL "h")
      file(CONFIGURE OUTPUT ${folder}/include/actlab/${path}.h CONTENT "${code}" @ONLY)
      set(code "#include <actlab/${path}.h>\n")  # is it whole?
    endif()
  elseif("${label}" MATCHES "^<!-- within ([a-z_]+) -->$")
    set(whole ${CMAKE_CURRENT_SOURCE_DIR}/within/${CMAKE_MATCH_1}.cpp)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${whole})
    file(READ ${whole} frame)
    string(REPLACE "// the example\n" "${code}" code "${frame}")
  elseif("${label}" MATCHES "^<!-- from [a-z0-9_/]+\\.(h|cpp) -->$")
    return()
  elseif("${label}" MATCHES "^<!-- program ([a-z_]+) -->$")
    set(name ${CMAKE_MATCH_1})
    list(APPEND DOCUMENT_PROGRAMS ${folder}/${name}.cpp)
  else()
    set(code "#line ${line} \"${document}\"\n#error \"no test compiles this block of C++: put above \
it one of what tests/documents/extract.cmake lists\"\n")
  endif()
  file(CONFIGURE OUTPUT ${folder}/${name}.cpp CONTENT "${code}" @ONLY)
  if(NOT ${folder}/${name}.cpp IN_LIST DOCUMENT_PROGRAMS)
    list(APPEND DOCUMENT_FILES ${folder}/${name}.cpp)
  endif()
  set(DOCUMENT_FILES ${DOCUMENT_FILES} PARENT_SCOPE)
  set(DOCUMENT_PROGRAMS ${DOCUMENT_PROGRAMS} PARENT_SCOPE)
endfunction()
