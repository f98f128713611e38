#ifndef PATCHLENS_LINEAR_LAYER_H
#define PATCHLENS_LINEAR_LAYER_H

#include "Precision.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Nonzero where this processor has the instructions; elsewhere layers refuse it.
int patchlens_precision_available(patchlens_precision precision);

/// A linear layer x ↦ x Wᵀ + b with its weights packed for the processor it runs on.
typedef struct patchlens_linear patchlens_linear;

/// What becomes of a product.
typedef enum {
    /// output = x Wᵀ + b
    patchlens_epilogue_store = 0,
    /// output = output + x Wᵀ + b: the residual connection
    patchlens_epilogue_add = 1,
} patchlens_epilogue;

/// Packs `weight`, (outputs, inputs) row-major, and `bias`, (outputs) or NULL for none. Both are copied. Packing takes
/// all processors this process may run on, however many threads are later asked for.
/// NULL when memory is short or the precision is not available, with the reason in `message`.
patchlens_linear *patchlens_linear_create(const float *weight, const float *bias, int64_t outputs, int64_t inputs,
                                          patchlens_precision precision, char *message, int64_t message_size);
void patchlens_linear_destroy(patchlens_linear *layer);

/// Layer normalisation of a row before it enters a product; `weight` and `bias` have an element for each channel.
typedef struct {
    const float *weight, *bias;
    float epsilon;
} patchlens_norm;

/// One of several layers that take the same input.
typedef struct {
    const patchlens_linear *layer;
    /// (rows, outputs), contiguous
    float *output;
    patchlens_epilogue epilogue;
} patchlens_projection;

/// `input` is (rows, inputs), contiguous; it is normalised first unless `norm` is NULL. The layers have the same number
/// of inputs; those beside each other that are packed alike share what is made of the rows. The rows are divided into
/// tiles, which results do not depend on; each tile goes through all its steps at once, while it is in the cache. Safe
/// to call from several threads. Nonzero when memory is short.
int patchlens_project(const float *input, int64_t rows, const patchlens_norm *norm,
                      const patchlens_projection *projections, int64_t count, int threads);

/// What they are tested against: the sums in double.
void patchlens_linear_plain(const float *weight, const float *bias, int64_t outputs, int64_t inputs,
                            const float *input, int64_t rows, float *output, patchlens_epilogue epilogue);

/// The instruction set that all kernels run on: "AVX-512", "AVX2" or "baseline".
const char *patchlens_instruction_set(void);

#ifdef __cplusplus
}
#endif

#endif
