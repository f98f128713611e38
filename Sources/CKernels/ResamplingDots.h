#ifndef PATCHLENS_RESAMPLING_DOTS_H
#define PATCHLENS_RESAMPLING_DOTS_H

#include "Resampling.h"

/// Weights for sums of four neighbouring columns at a time, each weight as three digits of 8 bits.
typedef struct {
    /// For each output the first group of four input columns, and how many groups.
    uint32_t *firsts, *counts;
    /// For each output and group three times four bytes, the lowest digits first; `stride` of such groups an output.
    int8_t *digits;
    size_t stride, outputs;
} dot_weights;

/// Whether this processor sums by `resample_columns_by_dots`.
int have_dots(void);

/// Returns 0 when all went well, and else leaves nothing to be destroyed: memory is short, or a weight has more than
/// three digits.
int make_dot_weights(dot_weights *dots, const patchlens_resampling_weights *weights);
void destroy_dot_weights(dot_weights *dots);

/// Bytes that `resample_columns_by_dots` works in.
size_t dot_memory(size_t columns);

/// As `patchlens_resample_columns`, equal to the last bit, on one thread; `memory` is aligned to 64 bytes.
void resample_columns_by_dots(
    const uint8_t *source, size_t rows, size_t columns, const dot_weights *dots, uint8_t *memory, uint8_t *target);

#endif
