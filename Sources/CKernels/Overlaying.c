#include "Overlaying.h"

#include "InstructionLevel.h"

#include <math.h>

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
typedef struct {
    float constant, linear, square, cube;
} cubic_piece;

INLINE cubic_piece piece_between(const float *points) {
    return (cubic_piece){
        .constant = points[1],
        .linear = 0.5f * (points[2] - points[0]),
        .square = points[0] - 2.5f * points[1] + 2.0f * points[2] - 0.5f * points[3],
        .cube = 0.5f * (3.0f * (points[1] - points[2]) + (points[3] - points[0])),
    };
}

INLINE void smooth_levels_body(const float *combined, const patchlens_column_run *runs, int64_t run_count,
                               const float *fractions, patchlens_level_scale scale, uint8_t *levels) {
    for (int64_t index = 0; index < run_count; index++) {
        const patchlens_column_run run = runs[index];
        const cubic_piece piece = piece_between(combined + run.left + 1);
        for (int32_t x = run.first; x < run.end; x++) {
            const float t = fractions[x];
            levels[x] = quantized(((piece.cube * t + piece.square) * t + piece.linear) * t + piece.constant, scale);
        }
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX2 __attribute__((target("avx2")))
#define TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl")))

TARGET_AVX2 static void smooth_levels_avx2(const float *combined, const patchlens_column_run *runs,
                                           int64_t run_count, const float *fractions, patchlens_level_scale scale,
                                           uint8_t *levels) {
    smooth_levels_body(combined, runs, run_count, fractions, scale, levels);
}

TARGET_AVX512 static inline __m512 level_of(__m512 values, __m512 lowest, __m512 levels_per_unit) {
    return _mm512_mul_ps(_mm512_sub_ps(values, lowest), levels_per_unit);
}

/// Both steps give their second operand where the first is no number, as `quantized` does.
TARGET_AVX512 static inline __m512 bounded(__m512 levels, __m512 least, __m512 most) {
    return _mm512_min_ps(_mm512_max_ps(levels, least), most);
}

/// The same arithmetic as `smooth_levels_body`, sixteen columns at a time and no rest. Levels are bounded instead of
/// values: they rise together, so that either comes to the same.
TARGET_AVX512 static void smooth_levels_avx512(const float *combined, const patchlens_column_run *runs,
                                               int64_t run_count, const float *fractions, patchlens_level_scale scale,
                                               uint8_t *levels) {
    enum { LANES = 16 };
    const __m512 lowest = _mm512_set1_ps(scale.lowest), unit = _mm512_set1_ps(scale.levels_per_unit);
    const __m512 zero = _mm512_setzero_ps(), top = _mm512_set1_ps(255.0f), half = _mm512_set1_ps(0.5f);
    const __m512 least = bounded(level_of(_mm512_set1_ps(scale.minimum), lowest, unit), zero, top);
    const __m512 most = bounded(level_of(_mm512_set1_ps(scale.maximum), lowest, unit), zero, top);
    for (int64_t index = 0; index < run_count; index++) {
        const patchlens_column_run run = runs[index];
        const cubic_piece piece = piece_between(combined + run.left + 1);
        const __m512 cube = _mm512_set1_ps(piece.cube), square = _mm512_set1_ps(piece.square);
        const __m512 linear = _mm512_set1_ps(piece.linear), constant = _mm512_set1_ps(piece.constant);
        for (int32_t x = run.first; x < run.end; x += LANES) {
            const int32_t left = run.end - x;
            const __mmask16 inside = left >= LANES ? (__mmask16)0xffff : (__mmask16)((1u << left) - 1);
            const __m512 t = _mm512_maskz_loadu_ps(inside, fractions + x);
            __m512 value = _mm512_add_ps(_mm512_mul_ps(cube, t), square);
            value = _mm512_add_ps(_mm512_mul_ps(value, t), linear);
            value = _mm512_add_ps(_mm512_mul_ps(value, t), constant);
            const __m512 level = bounded(level_of(value, lowest, unit), least, most);
            const __m512i whole = _mm512_cvttps_epi32(_mm512_add_ps(level, half));
            _mm_mask_storeu_epi8(levels + x, inside, _mm512_cvtepi32_epi8(whole));
        }
    }
}
#endif

void patchlens_smooth_levels(const float *combined, const patchlens_column_run *runs, int64_t run_count,
                             const float *fractions, patchlens_level_scale scale, uint8_t *levels) {
#if defined(__x86_64__)
    if (patchlens_allowed_level() >= patchlens_level_avx512) {
        smooth_levels_avx512(combined, runs, run_count, fractions, scale, levels);
        return;
    }
    if (patchlens_allowed_level() >= patchlens_level_avx2) {
        smooth_levels_avx2(combined, runs, run_count, fractions, scale, levels);
        return;
    }
#endif
    smooth_levels_body(combined, runs, run_count, fractions, scale, levels);
}

void patchlens_smooth_levels_plain(const float *combined, const patchlens_column_run *runs, int64_t run_count,
                                   const float *fractions, patchlens_level_scale scale, uint8_t *levels) {
    smooth_levels_body(combined, runs, run_count, fractions, scale, levels);
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
