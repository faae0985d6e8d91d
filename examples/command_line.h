// The one seam of CLI11, which reads command lines: programs include it from here.
#pragma once

#include <CLI/CLI.hpp>
