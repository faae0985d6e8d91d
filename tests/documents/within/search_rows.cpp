// Rows of the functions of the search space.
#include <actlab/search/primitives.h>

[[maybe_unused]] const actlab::search::Primitive kRows[] = {
    // the example
};
