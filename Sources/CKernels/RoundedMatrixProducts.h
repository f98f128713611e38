#ifndef PATCHLENS_ROUNDED_MATRIX_PRODUCTS_H
#define PATCHLENS_ROUNDED_MATRIX_PRODUCTS_H

#include "MatrixProduct.h"

/// For processors with `has_rounded_products`. Throw std::bad_alloc.
std::unique_ptr<MatrixProduct> bfloat16_product(const float *weight, const float *bias, int64_t outputs,
                                                int64_t inputs);
std::unique_ptr<MatrixProduct> bfloat16_strassen(const float *weight, const float *bias, int64_t outputs,
                                                 int64_t inputs);
bool suits_bfloat16_strassen(int64_t outputs, int64_t inputs);
std::unique_ptr<MatrixProduct> int8_product(const float *weight, const float *bias, int64_t outputs, int64_t inputs);

#endif
