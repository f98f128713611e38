#ifndef PATCHLENS_MATRIX_PRODUCT_H
#define PATCHLENS_MATRIX_PRODUCT_H

#include <cstdint>
#include <memory>

/// Packed weights and the way to multiply rows by them on one thread: by oneDNN or by our own panels. One of
/// MatrixProductOneDNN.cpp and MatrixProductPanels.cpp is compiled in.
class MatrixProduct {
  public:
    virtual ~MatrixProduct() = default;

    /// output (rows, outputs) = or += input (rows, inputs) · Wᵀ + b. Safe from several threads at once.
    /// False when the library fails.
    virtual bool multiply(const float *input, int64_t rows, bool add, float *output) const = 0;

    /// Throws std::exception with the reason.
    static std::unique_ptr<MatrixProduct> pack(const float *weight, const float *bias, int64_t outputs,
                                               int64_t inputs);
    static const char *library_name();
};

#endif
