#ifndef PATCHLENS_OVERLAYING_H
#define PATCHLENS_OVERLAYING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Columns of an output row that lie between the same two centres of patches: first to end − 1.
typedef struct {
    int32_t first, end;
    /// The patch column whose centre is at or left of them, from −1 (left of the first centre).
    int32_t left;
} patchlens_column_run;

/// How values become levels 0 to 255: clamped to minimum…maximum, then (value − lowest) · levels_per_unit, rounded.
typedef struct {
    float minimum, maximum, lowest, levels_per_unit;
} patchlens_level_scale;

/// Four rows of a map and their weights.
typedef struct {
    int64_t rows[4];
    float weights[4];
} patchlens_row_taps;

/// The vertical half of bicubic interpolation: a row of `columns` values, Σ weights[k] · map[rows[k]], k = 0…3.
/// `output` has room for columns + 4: two copies of the first value, the row, two copies of the last, for the
/// horizontal half to read beyond the ends.
void patchlens_combine_map_rows(const float *map, int64_t columns, patchlens_row_taps taps, float *output);

/// The horizontal half, and the quantisation: levels[x] for every x in the runs.
/// `combined` is as `patchlens_combine_map_rows` wrote it; `fractions[x]` is how far column x lies from the left
/// centre to the right one, 0 to 1.
void patchlens_smooth_levels(const float *combined, const patchlens_column_run *runs, int64_t run_count,
                             const float *fractions, patchlens_level_scale scale, uint8_t *levels);

/// What it is tested against: the same for any processor.
void patchlens_smooth_levels_plain(const float *combined, const patchlens_column_run *runs, int64_t run_count,
                                   const float *fractions, patchlens_level_scale scale, uint8_t *levels);

/// The level of each of `count` values, without interpolation.
void patchlens_quantize_levels(const float *values, int64_t count, patchlens_level_scale scale, uint8_t *levels);

/// What the interpolation is tested against: one value by the definition of cubic convolution (Keys 1981, a = −0.5)
/// over a map of (rows, columns), in double. `row` and `column` are in patches, 0.5 being a centre.
double patchlens_smooth_value_plain(const float *map, int64_t rows, int64_t columns, double row, double column);

#ifdef __cplusplus
}
#endif

#endif
