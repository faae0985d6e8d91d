// Exercise 6: a probe that counts dead units.
//
// z[n][c] is what the activation of unit c is applied to for example n of a batch. A place is flat
// where |f'(z)| is below a thousandth of `largest_slope`, the largest |f'| that the function has
// anywhere. A unit is dead where it is flat for every example: then no gradient reaches its
// weights. Count the dead units. (Counting outputs near 0 would be wrong: think of swish at -1.28,
// where the output is -0.28 and the slope is 0; and of 0.0001 * x, whose outputs are tiny and which
// never dies.)
#pragma once

#include <functional>
#include <vector>

int dead_units(const std::vector<std::vector<double>>& z,
               const std::function<double(double)>& slope, double largest_slope);
