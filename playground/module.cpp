// The door of a page into the core: built by emscripten alone, as playground_module.js and
// playground_module.wasm.
#include <actlab/playground/session.h>

#include <string>

// The answer to a request (session.h). It stays where it is until the next one.
extern "C" const char* actlab_answer(const char* request) {
  static actlab::playground::Session session("/");
  static std::string answer;
  answer = session.answer(request);
  return answer.c_str();
}
