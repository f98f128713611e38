#ifndef PATCHLENS_FLOAT32_PRODUCTS_H
#define PATCHLENS_FLOAT32_PRODUCTS_H

#include "HotKernels.h"
#include "MatrixProduct.h"

/// By an instruction set's own kernels, which must stay. Throw std::bad_alloc.
std::unique_ptr<MatrixProduct> panel_product(const float *weight, const float *bias, int64_t outputs, int64_t inputs,
                                             const HotKernels &kernels);

/// With an eighth fewer multiplications; outputs and inputs must be even.
std::unique_ptr<MatrixProduct> strassen_product(const float *weight, const float *bias, int64_t outputs,
                                                int64_t inputs, const HotKernels &kernels);

/// Whether a product of these sizes is faster so.
bool suits_strassen(int64_t outputs, int64_t inputs);

#endif
