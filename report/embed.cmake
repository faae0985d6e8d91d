# Writes text files into a C++ source as raw string literals; called by actlab_embed().
#   cmake -DOUTPUT=x.cpp -DNAMESPACE=a::b -DFUNCTION=f "-DFILES=one.js;two.js" -P embed.cmake
set(literals "")
foreach(file IN LISTS FILES)
  file(READ "${file}" content)
  string(APPEND literals "    R\"embedded(${content})embedded\"\n")
endforeach()
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
