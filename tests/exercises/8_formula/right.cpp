// says: All of it is right
#include "examples/exercises/8_formula/exercise.h"

std::string better_formula() { return "sin(3 * x)"; }
