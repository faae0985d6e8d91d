// Exercise 2: a primitive with its rule.
//
// A new building block for formulas needs its value and its derivative, both right in float32 for
// every input. Write them for softplus(x) = log(1 + exp(x)). Mind that exp(x) is infinite in
// float32 above 88, where softplus is simply x; and that 1 + exp(x) is 1 below -17, where softplus
// is exp(x) and not 0.
#pragma once

float softplus(float x);
float softplus_slope(float x);
