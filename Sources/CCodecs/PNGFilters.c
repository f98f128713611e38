#include "PNGFilters.h"

#include "CodecVectors.h"

#include <stdlib.h>

#define INLINE static inline __attribute__((always_inline))

enum {
    PIXEL = PATCHLENS_PNG_PIXEL_SIZE,
    /// Of every PERIOD bytes of a row, SAMPLE decide about its filter. Choosing by a quarter of the bytes made files
    /// no larger than choosing by all of them (within 0.1 % on 12 overlays).
    SAMPLE = 256,
    PERIOD = 1024,
};

// MARK: - The kernels, in bytes alone, so that a vector holds as many of them as it has bytes

INLINE uint8_t distance(uint8_t first, uint8_t second) { return first > second ? first - second : second - first; }

INLINE void sub_body(const uint8_t *restrict row, int64_t count, uint8_t *restrict residuals) {
    for (int64_t i = 0; i < count; i++) residuals[i] = (uint8_t)(row[i] - row[i - PIXEL]);
}

INLINE void up_body(const uint8_t *restrict row, const uint8_t *restrict above, int64_t count,
                    uint8_t *restrict residuals) {
    for (int64_t i = 0; i < count; i++) residuals[i] = (uint8_t)(row[i] - above[i]);
}

INLINE void average_body(const uint8_t *restrict row, const uint8_t *restrict above, int64_t count,
                         uint8_t *restrict residuals) {
    for (int64_t i = 0; i < count; i++) {
        // Processors average bytes rounding up. Rounded down, as PNG has it, is the complement of the complements'.
        const unsigned left = 255u - row[i - PIXEL], up = 255u - above[i];
        const uint8_t average = (uint8_t)(255u - ((left + up + 1) >> 1));
        residuals[i] = (uint8_t)(row[i] - average);
    }
}

/// With p = left + up − corner, the distances of p are |up − corner| from left, |left − corner| from up, and from the
/// corner their sum or, if the corner lies between the two, their difference. The sum may stop at 255: it decides
/// nothing that the two terms, which are then no larger, do not decide alike.
INLINE void paeth_body(const uint8_t *restrict row, const uint8_t *restrict above, int64_t count,
                       uint8_t *restrict residuals) {
    for (int64_t i = 0; i < count; i++) {
        const uint8_t left = row[i - PIXEL], up = above[i], corner = above[i - PIXEL];
        const uint8_t to_left = distance(up, corner), to_up = distance(left, corner);
        const uint8_t sum = (uint8_t)(to_left + to_up);
        const uint8_t bounded = sum < to_left ? 255 : sum;
        const uint8_t is_between = (uint8_t)(left < corner) ^ (uint8_t)(up < corner);
        const uint8_t to_corner = is_between ? distance(to_left, to_up) : bounded;
        const uint8_t other = to_up <= to_corner ? up : corner;
        const int is_left = (to_left <= to_up) & (to_left <= to_corner);
        const uint8_t prediction = is_left ? left : other;
        residuals[i] = (uint8_t)(row[i] - prediction);
    }
}

INLINE void filter_body(patchlens_png_filter filter, const uint8_t *row, const uint8_t *above, int64_t count,
                        uint8_t *residuals) {
    switch (filter) {
        case patchlens_png_filter_sub: sub_body(row, count, residuals); break;
        case patchlens_png_filter_up: up_body(row, above, count, residuals); break;
        case patchlens_png_filter_average: average_body(row, above, count, residuals); break;
        case patchlens_png_filter_paeth: paeth_body(row, above, count, residuals); break;
    }
}

INLINE uint64_t magnitude_body(const uint8_t *residuals, int64_t count) {
    uint64_t sum = 0;
    for (int64_t i = 0; i < count; i++) {
        const uint8_t value = residuals[i], negative = (uint8_t)(0 - value);
        sum += value < negative ? value : negative;
    }
    return sum;
}

// MARK: - The same for wider vectors

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX2 __attribute__((target("avx2")))

TARGET_AVX2 static void filter_avx2(patchlens_png_filter filter, const uint8_t *row, const uint8_t *above,
                                    int64_t count, uint8_t *residuals) {
    filter_body(filter, row, above, count, residuals);
}

/// As `magnitude_body`, with the instruction that sums bytes.
TARGET_AVX2 static uint64_t magnitude_avx2(const uint8_t *residuals, int64_t count) {
    enum { VECTOR = 32 };
    const __m256i zero = _mm256_setzero_si256();
    __m256i sums = zero;
    int64_t i = 0;
    for (; i + VECTOR <= count; i += VECTOR) {
        const __m256i values = _mm256_loadu_si256((const __m256i *)(residuals + i));
        const __m256i magnitudes = _mm256_min_epu8(values, _mm256_sub_epi8(zero, values));
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(magnitudes, zero));
    }
    uint64_t lanes[4];
    _mm256_storeu_si256((__m256i *)lanes, sums);
    return lanes[0] + lanes[1] + lanes[2] + lanes[3] + magnitude_body(residuals + i, count - i);
}
#endif

void patchlens_png_filter_bytes(patchlens_png_filter filter, const uint8_t *row, const uint8_t *above, int64_t count,
                                uint8_t *residuals) {
#if defined(__x86_64__)
    if (patchlens_codecs_have_avx2()) {
        filter_avx2(filter, row, above, count, residuals);
        return;
    }
#endif
    filter_body(filter, row, above, count, residuals);
}

uint64_t patchlens_png_magnitude(const uint8_t *residuals, int64_t count) {
#if defined(__x86_64__)
    if (patchlens_codecs_have_avx2()) return magnitude_avx2(residuals, count);
#endif
    return magnitude_body(residuals, count);
}

// MARK: - The choice

patchlens_png_filter patchlens_png_best_filter(const uint8_t *row, const uint8_t *above, int64_t count) {
    // In the order of how often they are best, so that a tie, as in flat rows, changes no filter from row to row.
    static const patchlens_png_filter candidates[] = {patchlens_png_filter_paeth, patchlens_png_filter_average,
                                                      patchlens_png_filter_up, patchlens_png_filter_sub};
    patchlens_png_filter best = candidates[0];
    uint64_t least = UINT64_MAX;
    for (int index = 0; index < 4; index++) {
        uint8_t residuals[SAMPLE];
        uint64_t magnitude = 0;
        for (int64_t first = 0; first < count; first += PERIOD) {
            const int64_t length = count - first < SAMPLE ? count - first : SAMPLE;
            patchlens_png_filter_bytes(candidates[index], row + first, above + first, length, residuals);
            magnitude += patchlens_png_magnitude(residuals, length);
        }
        if (magnitude < least) {
            least = magnitude;
            best = candidates[index];
        }
    }
    return best;
}

// MARK: - By definition

static int paeth_prediction(int left, int up, int corner) {
    const int estimate = left + up - corner;
    const int to_left = abs(estimate - left), to_up = abs(estimate - up), to_corner = abs(estimate - corner);
    if (to_left <= to_up && to_left <= to_corner) return left;
    return to_up <= to_corner ? up : corner;
}

void patchlens_png_filter_bytes_plain(patchlens_png_filter filter, const uint8_t *row, const uint8_t *above,
                                      int64_t count, uint8_t *residuals) {
    for (int64_t i = 0; i < count; i++) {
        const int left = row[i - PIXEL], up = above[i], corner = above[i - PIXEL];
        int prediction = 0;
        switch (filter) {
            case patchlens_png_filter_sub: prediction = left; break;
            case patchlens_png_filter_up: prediction = up; break;
            case patchlens_png_filter_average: prediction = (left + up) / 2; break;
            case patchlens_png_filter_paeth: prediction = paeth_prediction(left, up, corner); break;
        }
        residuals[i] = (uint8_t)(row[i] - prediction);
    }
}

uint64_t patchlens_png_magnitude_plain(const uint8_t *residuals, int64_t count) {
    uint64_t sum = 0;
    for (int64_t i = 0; i < count; i++) sum += (uint64_t)abs((int8_t)residuals[i]);
    return sum;
}
