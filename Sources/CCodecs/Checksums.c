#include "Checksums.h"

#include "CodecVectors.h"

#include <zlib.h>

// zlib's functions are what the tests compare with, and what other processors run.
uint32_t patchlens_adler32_plain(uint32_t adler, const uint8_t *bytes, size_t count) {
    return (uint32_t)adler32_z(adler, bytes, count);
}

uint32_t patchlens_crc32_plain(uint32_t crc, const uint8_t *bytes, size_t count) {
    return (uint32_t)crc32_z(crc, bytes, count);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX2 __attribute__((target("avx2")))
#define TARGET_PCLMUL __attribute__((target("sse4.1,pclmul")))

enum {
    /// The largest prime below 65536, by which both sums of Adler-32 are taken.
    ADLER_MODULUS = 65521,
    VECTOR = 32,
    /// Vectors after which the sums are reduced: far from where 32 bits overflow, seldom enough to cost nothing.
    VECTORS_AT_ONCE = 128,
};

TARGET_AVX2 static uint32_t sum_of_lanes(__m256i lanes) {
    const __m128i four = _mm_add_epi32(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
    const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
    return (uint32_t)_mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
}

/// Whole vectors, no more than VECTORS_AT_ONCE. A vector of bytes b₀…b₃₁ adds Σ bᵢ to the first sum, and to the second
/// 32 times the first as it was before, and Σ (32 − i) bᵢ.
TARGET_AVX2 static void add_vectors(uint32_t *first, uint32_t *second, const uint8_t *bytes, size_t vectors) {
    const __m256i weights = _mm256_setr_epi8(32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15,
                                             14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
    const __m256i ones = _mm256_set1_epi16(1), zero = _mm256_setzero_si256();
    __m256i sums = zero, sums_before = zero, weighted = zero;
    for (size_t index = 0; index < vectors; index++) {
        const __m256i vector = _mm256_loadu_si256((const __m256i *)(bytes + index * VECTOR));
        sums_before = _mm256_add_epi32(sums_before, sums);
        sums = _mm256_add_epi32(sums, _mm256_sad_epu8(vector, zero));
        weighted = _mm256_add_epi32(weighted, _mm256_madd_epi16(_mm256_maddubs_epi16(vector, weights), ones));
    }
    *second += *first * (uint32_t)(vectors * VECTOR) + sum_of_lanes(sums_before) * VECTOR + sum_of_lanes(weighted);
    *first += sum_of_lanes(sums);
    *first %= ADLER_MODULUS;
    *second %= ADLER_MODULUS;
}

static uint32_t adler32_avx2(uint32_t adler, const uint8_t *bytes, size_t count) {
    uint32_t first = adler & 0xffff, second = adler >> 16;
    while (count >= VECTOR) {
        size_t vectors = count / VECTOR;
        if (vectors > VECTORS_AT_ONCE) vectors = VECTORS_AT_ONCE;
        add_vectors(&first, &second, bytes, vectors);
        bytes += vectors * VECTOR;
        count -= vectors * VECTOR;
    }
    return patchlens_adler32_plain(second << 16 | first, bytes, count);
}

enum {
    LANE = 16,
    /// Four registers are folded side by side: one product waits for the one before it.
    FOLD = 4 * LANE,
};

/// `remainder` moved on by as many bits as the constants are made for, and the bytes that lie there.
TARGET_PCLMUL static __m128i folded(__m128i remainder, __m128i constants, __m128i next) {
    const __m128i low = _mm_clmulepi64_si128(remainder, constants, 0x00);
    const __m128i high = _mm_clmulepi64_si128(remainder, constants, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/// Folding by carry-less products (Gopal et al. 2009, "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
/// Instruction"). `count` is a multiple of LANE and at least FOLD.
///
/// A constant for a distance of d bits is x^(d±32) modulo the polynomial, bits reversed, shifted left by one. What is
/// left at the end are 16 bytes with the same checksum as all: those zlib takes, from a checksum of 0 bits.
TARGET_PCLMUL static uint32_t crc32_pclmul(uint32_t crc, const uint8_t *bytes, size_t count) {
    const __m128i by_fold = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
    const __m128i by_lane = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    const __m128i *lanes = (const __m128i *)bytes;
    __m128i first = _mm_loadu_si128(lanes), second = _mm_loadu_si128(lanes + 1);
    __m128i third = _mm_loadu_si128(lanes + 2), fourth = _mm_loadu_si128(lanes + 3);
    first = _mm_xor_si128(first, _mm_cvtsi32_si128((int)~crc));
    size_t left = count - FOLD;
    for (lanes += 4; left >= FOLD; lanes += 4, left -= FOLD) {
        first = folded(first, by_fold, _mm_loadu_si128(lanes));
        second = folded(second, by_fold, _mm_loadu_si128(lanes + 1));
        third = folded(third, by_fold, _mm_loadu_si128(lanes + 2));
        fourth = folded(fourth, by_fold, _mm_loadu_si128(lanes + 3));
    }
    first = folded(first, by_lane, second);
    first = folded(first, by_lane, third);
    first = folded(first, by_lane, fourth);
    for (; left >= LANE; lanes++, left -= LANE) first = folded(first, by_lane, _mm_loadu_si128(lanes));
    uint8_t rest[LANE];
    _mm_storeu_si128((__m128i *)rest, first);
    // zlib inverts what it is given and what it gives: all ones stand for none.
    return patchlens_crc32_plain(0xffffffff, rest, LANE);
}
#endif

uint32_t patchlens_adler32(uint32_t adler, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    if (patchlens_codecs_have_avx2()) return adler32_avx2(adler, bytes, count);
#endif
    return patchlens_adler32_plain(adler, bytes, count);
}

uint32_t patchlens_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
#if defined(__x86_64__)
    if (count >= FOLD && patchlens_codecs_have_pclmul()) {
        const size_t whole = count / LANE * LANE;
        crc = crc32_pclmul(crc, bytes, whole);
        bytes += whole;
        count -= whole;
    }
#endif
    return patchlens_crc32_plain(crc, bytes, count);
}
