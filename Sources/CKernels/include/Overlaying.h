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

/// The level of each of `count` values, without interpolation.
void patchlens_quantize_levels(const float *values, int64_t count, patchlens_level_scale scale, uint8_t *levels);

/// The colour of each level, interleaved: `colors` holds 256 of 0xRRGGBB, `output` has room for count · 3 bytes.
void patchlens_paint_levels(const uint8_t *levels, int64_t count, const uint32_t *colors, uint8_t *output);

/// output = (pixel · (65536 − weight) + color · weight) / 65536, rounded to nearest, for `count` bytes.
/// `weight` is 0 to 65536. The three may be the same memory.
void patchlens_blend(const uint8_t *pixels, const uint8_t *colors, int64_t count, uint32_t weight, uint8_t *output);

/// What the interpolation is tested against: one value by the definition of cubic convolution (Keys 1981, a = −0.5)
/// over a map of (rows, columns), in double. `row` and `column` are in patches, 0.5 being a centre.
double patchlens_smooth_value_plain(const float *map, int64_t rows, int64_t columns, double row, double column);

/// What the blending is tested against: one channel in double, `opacity` 0 to 1.
uint8_t patchlens_blend_plain(uint8_t pixel, uint8_t color, double opacity);

#ifdef __cplusplus
}
#endif

#endif
