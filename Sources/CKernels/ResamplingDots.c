#include "ResamplingDots.h"

#include "InstructionLevel.h"

#include <stdlib.h>
#include <string.h>

// A resize in width by the instruction that multiplies four bytes by four others and adds the products up. Weights have
// 22 bits behind the point, so each is taken apart: w = d₀ + 2⁸ d₁ + 2¹⁶ d₂ with digits of −128 to 127, and three sums
// are put together at the end. Sums of integers do not depend on their order: every bit is that of the plain kernel.

enum {
    channels = 3,
    /// Neighbouring columns in a dot product, and digits of a weight.
    taps = 4,
    digit_count = 3,
    group_bytes = taps * digit_count,
    precision = patchlens_resampling_precision,
};

int make_dot_weights(dot_weights *dots, const patchlens_resampling_weights *weights) {
    const size_t outputs = weights->outputs;
    // A window that begins in the middle of a group touches one more.
    dots->stride = weights->stride / taps + 2;
    dots->outputs = outputs;
    dots->firsts = malloc(outputs * sizeof(uint32_t));
    dots->counts = malloc(outputs * sizeof(uint32_t));
    dots->digits = calloc(outputs * dots->stride, group_bytes);
    if (dots->firsts == NULL || dots->counts == NULL || dots->digits == NULL) {
        destroy_dot_weights(dots);
        return 1;
    }
    for (size_t output = 0; output < outputs; output++) {
        const uint32_t start = (uint32_t)weights->starts[output], count = (uint32_t)weights->counts[output];
        const uint32_t first = start / taps;
        dots->firsts[output] = first;
        dots->counts[output] = (start + count + taps - 1) / taps - first;
        int8_t *digits = dots->digits + output * dots->stride * group_bytes;
        for (uint32_t index = 0; index < count; index++) {
            const uint32_t place = start - first * taps + index;
            int32_t rest = weights->values[output * weights->stride + index];
            for (int digit = 0; digit < digit_count; digit++) {
                const int8_t low = (int8_t)(rest & 0xff);
                digits[place / taps * group_bytes + digit * taps + place % taps] = low;
                rest = (rest - low) / 256;
            }
            if (rest != 0) {
                destroy_dot_weights(dots);
                return 1;
            }
        }
    }
    return 0;
}

void destroy_dot_weights(dot_weights *dots) {
    free(dots->firsts);
    free(dots->counts);
    free(dots->digits);
}

/// Rows that are summed side by side, in vectors of four.
enum { block = 16, rows_a_vector = 4, vectors = block / rows_a_vector, vector_bytes = 64 };

size_t dot_memory(size_t columns) { return (columns + taps - 1) / taps * vectors * vector_bytes; }

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_DOTS __attribute__((target("avx512bw,avx512vl,avx512vnni")))
#define DOTS_INLINE TARGET_DOTS static inline __attribute__((always_inline))

int have_dots(void) {
    return patchlens_allowed_level() >= patchlens_level_avx512 && __builtin_cpu_supports("avx512vnni");
}

/// Four pixels of one row, and four bytes behind them, of which at most `length` exist.
DOTS_INLINE __m128i four_pixels(const uint8_t *address, size_t length) {
    if (length >= 16) return _mm_loadu_si128((const __m128i *)address);
    return _mm_maskz_loadu_epi8((__mmask16)((1u << length) - 1), address);
}

/// Sorts a block of rows by groups of four pixels: each row's four reds, four greens, four blues, and four zeros.
DOTS_INLINE void sort_groups(const uint8_t *source, size_t rows, size_t columns, uint8_t *memory) {
    const __m512i by_channel = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, -128, -128, -128, -128));
    const size_t length = columns * channels;
    const uint8_t *starts[block];
    // Rows beyond the last are read from the last, and their sums thrown away.
    for (size_t row = 0; row < block; row++) starts[row] = source + (row < rows ? row : rows - 1) * length;
    for (size_t byte = 0; byte < length; byte += taps * channels) {
        for (size_t vector = 0; vector < vectors; vector++) {
            __m128i four_rows[rows_a_vector];
            for (size_t row = 0; row < rows_a_vector; row++)
                four_rows[row] = four_pixels(starts[vector * rows_a_vector + row] + byte, length - byte);
            __m512i sorted = _mm512_castsi128_si512(four_rows[0]);
            sorted = _mm512_inserti32x4(sorted, four_rows[1], 1);
            sorted = _mm512_inserti32x4(sorted, four_rows[2], 2);
            sorted = _mm512_inserti32x4(sorted, four_rows[3], 3);
            _mm512_store_si512(memory, _mm512_shuffle_epi8(sorted, by_channel));
            memory += vector_bytes;
        }
    }
}

/// The sums of the three digits as one, rounded and clipped: red, green, blue and a byte of no use for each row.
DOTS_INLINE __m128i rounded(__m512i low, __m512i middle, __m512i high) {
    __m512i sum = _mm512_add_epi32(low, _mm512_set1_epi32(1 << (precision - 1)));
    sum = _mm512_add_epi32(sum, _mm512_slli_epi32(middle, 8));
    sum = _mm512_srai_epi32(_mm512_add_epi32(sum, _mm512_slli_epi32(high, 16)), precision);
    sum = _mm512_max_epi32(_mm512_min_epi32(sum, _mm512_set1_epi32(255)), _mm512_setzero_si512());
    return _mm512_cvtepi32_epi8(sum);
}

/// One output pixel of every row of the block.
DOTS_INLINE void sum_groups(const uint8_t *groups, uint32_t count, const int8_t *digits, uint32_t pixels[block]) {
    __m512i sums[digit_count][vectors];
    for (int digit = 0; digit < digit_count; digit++)
        for (int vector = 0; vector < vectors; vector++) sums[digit][vector] = _mm512_setzero_si512();
    for (uint32_t group = 0; group < count; group++, groups += vectors * vector_bytes, digits += group_bytes) {
        __m512i weights[digit_count];
        for (int digit = 0; digit < digit_count; digit++) {
            int32_t four;
            memcpy(&four, digits + digit * taps, sizeof four);
            weights[digit] = _mm512_set1_epi32(four);
        }
        for (int vector = 0; vector < vectors; vector++) {
            const __m512i values = _mm512_load_si512(groups + vector * vector_bytes);
            for (int digit = 0; digit < digit_count; digit++)
                sums[digit][vector] = _mm512_dpbusd_epi32(sums[digit][vector], values, weights[digit]);
        }
    }
    for (int vector = 0; vector < vectors; vector++)
        _mm_storeu_si128((__m128i *)(pixels + vector * rows_a_vector),
                         rounded(sums[0][vector], sums[1][vector], sums[2][vector]));
}

/// A block of rows, at most `block`.
DOTS_INLINE void sum_block(size_t rows, const dot_weights *dots, const uint8_t *memory, uint8_t *target) {
    const size_t length = dots->outputs * channels;
    for (size_t output = 0; output < dots->outputs; output++) {
        uint32_t pixels[block];
        const uint8_t *groups = memory + (size_t)dots->firsts[output] * vectors * vector_bytes;
        sum_groups(groups, dots->counts[output], dots->digits + output * dots->stride * group_bytes, pixels);
        uint8_t *pixel = target + output * channels;
        // The fourth byte is overwritten by the next pixel; the last has none. Scattered stores would be slower.
        if (output + 1 < dots->outputs) {
#pragma clang loop vectorize(disable)
            for (size_t y = 0; y < rows; y++) memcpy(pixel + y * length, pixels + y, 4);
        } else {
#pragma clang loop vectorize(disable)
            for (size_t y = 0; y < rows; y++) memcpy(pixel + y * length, pixels + y, channels);
        }
    }
}

TARGET_DOTS void resample_columns_by_dots(
    const uint8_t *source, size_t rows, size_t columns, const dot_weights *dots, uint8_t *memory, uint8_t *target
) {
    for (size_t y = 0; y < rows; y += block) {
        const size_t height = rows - y < block ? rows - y : block;
        sort_groups(source + y * columns * channels, height, columns, memory);
        sum_block(height, dots, memory, target + y * dots->outputs * channels);
    }
}
#else
int have_dots(void) { return 0; }

void resample_columns_by_dots(
    const uint8_t *source, size_t rows, size_t columns, const dot_weights *dots, uint8_t *memory, uint8_t *target
) {
    (void)source, (void)rows, (void)columns, (void)dots, (void)memory, (void)target;
}
#endif
