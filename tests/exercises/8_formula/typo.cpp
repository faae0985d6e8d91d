// says: your answer ended with: .*sigmoid
#include "examples/exercises/8_formula/exercise.h"

std::string better_formula() { return "x * sigmod(x)"; }
