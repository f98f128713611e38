#ifndef PATCHLENS_LINEAR_LAYER_H
#define PATCHLENS_LINEAR_LAYER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A linear layer x ↦ x Wᵀ + b with its weights packed for the processor it runs on.
typedef struct patchlens_linear patchlens_linear;

/// What becomes of a product.
typedef enum {
    /// output = x Wᵀ + b
    patchlens_epilogue_store = 0,
    /// output = GELU(x Wᵀ + b)
    patchlens_epilogue_gelu = 1,
    /// output = output + x Wᵀ + b: the residual connection
    patchlens_epilogue_add = 2,
} patchlens_epilogue;

/// Packs `weight`, (outputs, inputs) row-major, and `bias`, (outputs) or NULL for none. Both are copied.
/// NULL when memory is short or oneDNN refuses, with the reason in `message`.
patchlens_linear *patchlens_linear_create(const float *weight, const float *bias, int64_t outputs, int64_t inputs,
                                          char *message, int64_t message_size);
void patchlens_linear_destroy(patchlens_linear *layer);

/// `input` is (rows, inputs), `output` (rows, outputs), both contiguous. The rows are divided into tiles by their
/// number alone, so the result does not depend on the number of threads. Safe to call from several threads at once.
/// Nonzero when oneDNN fails.
int patchlens_linear_run(const patchlens_linear *layer, const float *input, int64_t rows, float *output,
                         patchlens_epilogue epilogue, int threads);

/// What both are tested against: the sums in double.
void patchlens_linear_plain(const float *weight, const float *bias, int64_t outputs, int64_t inputs,
                            const float *input, int64_t rows, float *output, patchlens_epilogue epilogue);

/// "oneDNN 2.6.3" or "plain", and the instruction set of our own kernels.
const char *patchlens_matrix_library(void);
const char *patchlens_instruction_set(void);

#ifdef __cplusplus
}
#endif

#endif
