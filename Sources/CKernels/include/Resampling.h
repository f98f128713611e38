#ifndef PATCHLENS_RESAMPLING_H
#define PATCHLENS_RESAMPLING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bits behind the point of a weight: of 32, 8 are for the value it weighs and 2 for sums that overshoot.
enum { patchlens_resampling_precision = 22 };

/// Output i is the sum of `counts[i]` inputs from `starts[i]` on, weighted by the values from `i · stride` on.
typedef struct {
    const int32_t *starts;
    const int32_t *counts;
    const int32_t *values;
    size_t stride;
    size_t outputs;
} patchlens_resampling_weights;

/// Every output row is a weighted sum of input rows of `row_bytes` bytes each, rounded and clipped to 0…255. On up to
/// `threads` threads, which change nothing in the result.
void patchlens_resample_rows(
    const uint8_t *source, size_t row_bytes, patchlens_resampling_weights weights, int threads, uint8_t *target);

/// Every output column is a weighted sum of input columns; the input has `rows` rows of `columns` RGB pixels. Threads
/// as above.
void patchlens_resample_columns(
    const uint8_t *source, size_t rows, size_t columns, patchlens_resampling_weights weights, int threads,
    uint8_t *target);

/// The same by another way, which processors take that cannot multiply four bytes at once: so that tests can run it.
void patchlens_resample_columns_by_turning(
    const uint8_t *source, size_t rows, size_t columns, patchlens_resampling_weights weights, uint8_t *target);

/// As `patchlens_resample_rows`, value by value as the definition reads: the reference the fast kernel is tested with.
void patchlens_resample_rows_plain(
    const uint8_t *source, size_t row_bytes, patchlens_resampling_weights weights, uint8_t *target);

/// As `patchlens_resample_columns`, value by value.
void patchlens_resample_columns_plain(
    const uint8_t *source, size_t rows, size_t columns, patchlens_resampling_weights weights, uint8_t *target);

#ifdef __cplusplus
}
#endif

#endif
