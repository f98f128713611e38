#ifndef PATCHLENS_MATRIX_PRODUCT_H
#define PATCHLENS_MATRIX_PRODUCT_H

#include "LinearLayer.h"

#include <cstdint>
#include <memory>

/// Packed weights and the way to multiply rows by them on one thread: by oneDNN or by our own panels. One of
/// MatrixProductOneDNN.cpp and MatrixProductPanels.cpp is compiled in.
class MatrixProduct {
  public:
    virtual ~MatrixProduct() = default;

    /// Rows as `multiply` takes them: rounded to the product's precision, in `memory` of `prepared_bytes(rows)`; or,
    /// where nothing is rounded, the rows themselves. Products of equal precision and inputs can share them.
    virtual int64_t prepared_bytes(int64_t rows) const = 0;
    virtual const void *prepare(const float *input, int64_t rows, void *memory) const = 0;

    /// output (rows, outputs) = or += prepared rows · Wᵀ + b. Safe from several threads at once.
    /// Throws std::exception when the library fails.
    virtual void multiply(const void *prepared, int64_t rows, bool add, float *output) const = 0;

    /// Throws std::exception with the reason.
    static std::unique_ptr<MatrixProduct> pack(const float *weight, const float *bias, int64_t outputs,
                                               int64_t inputs, patchlens_precision precision);
    static bool is_available(patchlens_precision precision);
    static const char *library_name();
};

#endif
