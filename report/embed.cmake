# Writes text files into a C++ source as raw string literals, or with -DPACKED=ON as the bytes that
# gzip makes of them; called by actlab_embed() and actlab_embed_packed().
#   cmake -DOUTPUT=x.cpp -DNAMESPACE=a::b -DFUNCTION=f "-DFILES=one.js;two.js" -P embed.cmake
set(literals "")
if(PACKED)
  file(WRITE "${OUTPUT}.text" "")
  foreach(file IN LISTS FILES)
    file(READ "${file}" content)
    file(APPEND "${OUTPUT}.text" "${content}")
  endforeach()
  file(ARCHIVE_CREATE OUTPUT "${OUTPUT}.gz" PATHS "${OUTPUT}.text" FORMAT raw
       COMPRESSION GZip COMPRESSION_LEVEL 9)
  file(READ "${OUTPUT}.gz" bytes HEX)
  string(REGEX REPLACE "^(1f8b0800)........" "\\100000000" bytes "${bytes}")  # no time
  string(REGEX REPLACE "(..)" "\\\\x\\1" bytes "${bytes}")
  set(literals "    \"${bytes}\"\n")
else()
  foreach(file IN LISTS FILES)
    file(READ "${file}" content)
    string(APPEND literals "    R\"embedded(${content})embedded\"\n")
  endforeach()
endif()
file(WRITE "${OUTPUT}" "#include <string_view>

namespace ${NAMESPACE} {

std::string_view ${FUNCTION}();
std::string_view ${FUNCTION}() {
  static constexpr char kContent[] =
${literals};
  return {kContent, sizeof kContent - 1};
}

}  // namespace ${NAMESPACE}
")
