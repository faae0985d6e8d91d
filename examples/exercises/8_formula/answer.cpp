#include "examples/exercises/8_formula/exercise.h"

std::string better_formula() {
  return "max(x, 0)";  // your answer
}
