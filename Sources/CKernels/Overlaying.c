#include "Overlaying.h"

#include <math.h>
#include <string.h>

// A product and a sum stay two roundings on every processor, so that a picture has the same bytes everywhere.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

// A row of the map is a few dozen values: nothing here is worth a special processor.
void patchlens_combine_map_rows(const float *map, int64_t columns, patchlens_row_taps taps, float *output) {
    const float *first = map + taps.rows[0] * columns, *second = map + taps.rows[1] * columns;
    const float *third = map + taps.rows[2] * columns, *fourth = map + taps.rows[3] * columns;
    for (int64_t column = 0; column < columns; column++) {
        output[column + 2] = (taps.weights[0] * first[column] + taps.weights[1] * second[column])
                             + (taps.weights[2] * third[column] + taps.weights[3] * fourth[column]);
    }
    output[0] = output[1] = output[2];
    output[columns + 2] = output[columns + 3] = output[columns + 1];
}

INLINE uint8_t quantized(float value, patchlens_level_scale scale) {
    value = value > scale.minimum ? value : scale.minimum;
    value = value < scale.maximum ? value : scale.maximum;
    float level = (value - scale.lowest) * scale.levels_per_unit;
    // In this order a level that is no number, from a range too small or large for its quotient, becomes 0.
    level = level > 0.0f ? level : 0.0f;
    level = level < 255.0f ? level : 255.0f;
    return (uint8_t)(int32_t)(level + 0.5f);
}

void patchlens_quantize_levels(const float *values, int64_t count, patchlens_level_scale scale, uint8_t *levels) {
    for (int64_t index = 0; index < count; index++) levels[index] = quantized(values[index], scale);
}

/// Between two centres the interpolant is one cubic in the fraction t: its coefficients are worked out once a run,
/// and each column costs three multiplications. For a = −0.5 (Catmull-Rom) through p₀…p₃, from p₁ to p₂:
/// p₁ + ½t (p₂ − p₀) + t² (p₀ − 5/2 p₁ + 2p₂ − ½p₃) + ½t³ (3(p₁ − p₂) + p₃ − p₀).
INLINE void smooth_levels_body(const float *combined, const patchlens_column_run *runs, int64_t run_count,
                               const float *fractions, patchlens_level_scale scale, uint8_t *levels) {
    for (int64_t index = 0; index < run_count; index++) {
        const patchlens_column_run run = runs[index];
        const float *points = combined + run.left + 1;
        const float constant = points[1];
        const float linear = 0.5f * (points[2] - points[0]);
        const float square = points[0] - 2.5f * points[1] + 2.0f * points[2] - 0.5f * points[3];
        const float cube = 0.5f * (3.0f * (points[1] - points[2]) + (points[3] - points[0]));
        for (int32_t x = run.first; x < run.end; x++) {
            const float t = fractions[x];
            levels[x] = quantized(((cube * t + square) * t + linear) * t + constant, scale);
        }
    }
}

INLINE void blend_body(const uint8_t *pixels, const uint8_t *colors, int64_t count, uint32_t weight,
                       uint8_t *output) {
    const uint32_t rest = 65536 - weight;
    for (int64_t index = 0; index < count; index++) {
        output[index] = (uint8_t)((pixels[index] * rest + colors[index] * weight + 32768) >> 16);
    }
}

// The two loops over all pixels are compiled twice: for any processor, and for those with vectors of 32 bytes. The
// compiler vectorises both. The arithmetic is the same, and so is the result, bit by bit.
#if defined(__x86_64__)
#define TARGET_AVX2 __attribute__((target("avx2")))

TARGET_AVX2 static void smooth_levels_avx2(const float *combined, const patchlens_column_run *runs,
                                           int64_t run_count, const float *fractions, patchlens_level_scale scale,
                                           uint8_t *levels) {
    smooth_levels_body(combined, runs, run_count, fractions, scale, levels);
}

TARGET_AVX2 static void blend_avx2(const uint8_t *pixels, const uint8_t *colors, int64_t count, uint32_t weight,
                                   uint8_t *output) {
    blend_body(pixels, colors, count, weight, output);
}
#endif

void patchlens_smooth_levels(const float *combined, const patchlens_column_run *runs, int64_t run_count,
                             const float *fractions, patchlens_level_scale scale, uint8_t *levels) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        smooth_levels_avx2(combined, runs, run_count, fractions, scale, levels);
        return;
    }
#endif
    smooth_levels_body(combined, runs, run_count, fractions, scale, levels);
}

void patchlens_blend(const uint8_t *pixels, const uint8_t *colors, int64_t count, uint32_t weight, uint8_t *output) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        blend_avx2(pixels, colors, count, weight, output);
        return;
    }
#endif
    blend_body(pixels, colors, count, weight, output);
}

/// A colour as a word that lies in memory as red, green, blue, 0.
INLINE uint32_t in_memory_order(uint32_t color) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap32(color << 8);
#else
    return color << 8;
#endif
}

void patchlens_paint_levels(const uint8_t *levels, int64_t count, const uint32_t *colors, uint8_t *output) {
    if (count < 1) return;
    // A colour is stored as four bytes, the fourth of which the next colour overwrites. The last has no next.
    const int64_t last = count - 1;
    for (int64_t index = 0; index < last; index++) {
        const uint32_t word = in_memory_order(colors[levels[index]]);
        memcpy(output + index * 3, &word, 4);
    }
    const uint32_t word = in_memory_order(colors[levels[last]]);
    memcpy(output + last * 3, &word, 3);
}

/// The weight of a sample at a distance in samples: Keys 1981, equation 15.
static double cubic(double distance) {
    const double x = fabs(distance);
    if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
    if (x < 2) return ((-0.5 * x + 2.5) * x - 4) * x + 2;
    return 0;
}

static int64_t clamped(int64_t index, int64_t count) { return index < 0 ? 0 : index >= count ? count - 1 : index; }

double patchlens_smooth_value_plain(const float *map, int64_t rows, int64_t columns, double row, double column) {
    const int64_t top = (int64_t)floor(row - 0.5), left = (int64_t)floor(column - 0.5);
    double sum = 0;
    for (int64_t y = top - 1; y <= top + 2; y++) {
        for (int64_t x = left - 1; x <= left + 2; x++) {
            const double value = map[clamped(y, rows) * columns + clamped(x, columns)];
            sum += value * cubic(row - 0.5 - (double)y) * cubic(column - 0.5 - (double)x);
        }
    }
    return sum;
}

uint8_t patchlens_blend_plain(uint8_t pixel, uint8_t color, double opacity) {
    return (uint8_t)floor(pixel * (1 - opacity) + color * opacity + 0.5);
}
