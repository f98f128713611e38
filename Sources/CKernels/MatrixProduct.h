#ifndef PATCHLENS_MATRIX_PRODUCT_H
#define PATCHLENS_MATRIX_PRODUCT_H

#include "LinearLayer.h"

#include <cstdint>
#include <memory>
#include <vector>

/// What rows become before they are multiplied.
enum class Preparation { none, strassen, bfloat16, bfloat16_strassen, int8 };

/// Packed weights and the way to multiply rows by them on one thread. A result does not depend on which rows are
/// multiplied together, as long as the first of them is an even one of the whole.
class MatrixProduct {
  public:
    virtual ~MatrixProduct() = default;

    /// Rows as `multiply` takes them, in `memory` of `prepared_bytes(rows)`, with GELU on the way if asked for; where
    /// nothing is to be done, the rows themselves. Products of equal preparation and inputs can share them.
    virtual Preparation preparation() const = 0;
    virtual int64_t prepared_bytes(int64_t rows) const = 0;
    virtual const void *prepare(const float *input, int64_t rows, bool activated, void *memory) const = 0;

    /// output (rows, outputs) = or += prepared rows · Wᵀ + b. Safe from several threads at once.
    /// Throws std::exception when memory is short.
    virtual void multiply(const void *prepared, int64_t rows, bool add, float *output) const = 0;

    /// Throws std::exception with the reason.
    static std::unique_ptr<MatrixProduct> pack(const float *weight, const float *bias, int64_t outputs,
                                               int64_t inputs, patchlens_precision precision);
    static bool is_available(patchlens_precision precision);
};

/// A copy of the bias; of none, zeros, so that products need no other way without.
inline std::vector<float> bias_or_zeros(const float *bias, int64_t outputs) {
    std::vector<float> result(static_cast<std::size_t>(outputs));
    if (bias) result.assign(bias, bias + outputs);
    return result;
}

#endif
