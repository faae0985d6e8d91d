# Writes <actlab/actlab.h>, which includes the headers that a program of one's own starts from. Made
# from the folders, so that it names each header and none that is gone.
file(GLOB headers RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS
  core/tensor/*.h core/ops/*.h layers/*.h layers/models/*.h optim/*.h datasets/*.h
  datasets/images/*.h datasets/points/*.h datasets/text/*.h training/*.h tasks/*.h
  tasks/translation/*.h)
set(includes)
foreach(header IN ITEMS core/base/error.h core/base/parallel.h core/base/random.h
        core/formula/compiler/compiled_formula.h core/io/safetensors.h ${headers})
  string(APPEND includes "#include <actlab/${header}>\n")
endforeach()
file(CONFIGURE OUTPUT ${ACTLAB_INCLUDE_DIR}/actlab/actlab.h CONTENT
"// actlab @PROJECT_VERSION@: tensors and gradients, operations, formulas, layers, optimizers, data, training.
// One include to begin with; a program that compiles too slowly names the headers it uses.
#pragma once

@includes@" @ONLY)
