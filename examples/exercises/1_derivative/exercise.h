// Exercise 1: a derivative by hand.
//
// Swish is f(x) = x * sigmoid(x) with sigmoid(x) = 1 / (1 + exp(-x)). Write f'(x). A hint: the
// derivative of sigmoid(x) is sigmoid(x) * (1 - sigmoid(x)); then use the rule for products.
#pragma once

double slope_of_swish(double x);
