// A row of the catalog.
#include <actlab/core/formula/language/catalog.h>

[[maybe_unused]] const actlab::formula::CatalogRow kRows[] = {
    // the example
};
