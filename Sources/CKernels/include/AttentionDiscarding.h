#ifndef PATCHLENS_ATTENTION_DISCARDING_H
#define PATCHLENS_ATTENTION_DISCARDING_H

#include "RowKernels.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One row of the rows of several heads, element by element: their mean, the largest or the smallest.
/// `probabilities` is (heads, rows, keys), `fused` (rows, keys).
void patchlens_fuse_heads(const float *probabilities, int64_t heads, int64_t rows, int64_t keys,
                          patchlens_fusion fusion, float *fused, int threads);

enum { patchlens_half_values = 1 << 16 };

/// Counts values by one half of their bits: those of numbers that are not negative have the numbers' order.
/// With `high` < 0 by the upper half; else by the lower half, of those alone whose upper half is `high`. `counts` has
/// `patchlens_half_values` elements, and is added to.
void patchlens_count_halves(const float *values, int64_t count, int64_t high, int64_t *counts);

/// Sets to zero what is below `threshold`, and of what equals it the first `*ties`, which it counts down. `sums` gets
/// what is left of each row, summed in double.
void patchlens_discard(float *values, int64_t rows, int64_t keys, float threshold, int64_t *ties, double *sums);

#ifdef __cplusplus
}
#endif

#endif
