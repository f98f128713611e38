#include "Painting.h"

#include "InstructionLevel.h"

#include <string.h>

#define INLINE static inline __attribute__((always_inline))

enum { CHANNELS = 3 };

// MARK: - Plain

/// A colour as a word that lies in memory as red, green, blue, 0.
static uint32_t in_memory_order(uint32_t color) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return __builtin_bswap32(color << 8);
#else
    return color << 8;
#endif
}

void patchlens_make_palette(const uint32_t *colors, patchlens_palette *palette) {
    for (int level = 0; level < 256; level++) {
        palette->red[level] = (uint8_t)(colors[level] >> 16);
        palette->green[level] = (uint8_t)(colors[level] >> 8);
        palette->blue[level] = (uint8_t)colors[level];
        palette->words[level] = in_memory_order(colors[level]);
    }
}

void patchlens_paint_levels_plain(const uint8_t *levels, int64_t count, const patchlens_palette *palette,
                                  uint8_t *output) {
    for (int64_t index = 0; index < count; index++) {
        output[index * CHANNELS] = palette->red[levels[index]];
        output[index * CHANNELS + 1] = palette->green[levels[index]];
        output[index * CHANNELS + 2] = palette->blue[levels[index]];
    }
}

void patchlens_blend_plain(const uint8_t *pixels, const uint8_t *colors, int64_t count, uint32_t weight,
                           uint8_t *output) {
    for (int64_t index = 0; index < count; index++) {
        const uint32_t sum = pixels[index] * (patchlens_full_weight - weight) + colors[index] * weight;
        output[index] = (uint8_t)((sum + patchlens_full_weight / 2) / patchlens_full_weight);
    }
}

// MARK: - For any processor

INLINE void paint_words(const uint8_t *levels, int64_t count, const patchlens_palette *palette, uint8_t *output) {
    if (count < 1) return;
    // A colour is stored as four bytes, the fourth of which the next colour overwrites. The last has no next.
    const int64_t last = count - 1;
    for (int64_t index = 0; index < last; index++) memcpy(output + index * CHANNELS, palette->words + levels[index], 4);
    memcpy(output + last * CHANNELS, palette->words + levels[last], CHANNELS);
}

/// Pixels that are painted before they are blended: so few that the nearest cache holds them.
enum { AT_ONCE = 1024 };

INLINE void blend_painted(const uint8_t *levels, const uint8_t *pixels, int64_t count,
                          const patchlens_palette *palette, uint32_t weight, uint8_t *output,
                          void (*blend)(const uint8_t *, const uint8_t *, int64_t, uint32_t, uint8_t *)) {
    uint8_t colors[AT_ONCE * CHANNELS];
    for (int64_t first = 0; first < count; first += AT_ONCE) {
        const int64_t part = count - first < AT_ONCE ? count - first : AT_ONCE;
        paint_words(levels + first, part, palette, colors);
        blend(pixels + first * CHANNELS, colors, part * CHANNELS, weight, output + first * CHANNELS);
    }
}

// MARK: - For wider vectors

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX2 __attribute__((target("avx2")))
#define TARGET_VBMI __attribute__((target("avx512bw,avx512vl,avx512vbmi")))
#define VBMI_INLINE TARGET_VBMI static inline __attribute__((always_inline))

/// pixel + (color − pixel) · weight / 32768, rounded: what one instruction does. No weight of all, which it cannot say.
TARGET_AVX2 static void blend_avx2(const uint8_t *pixels, const uint8_t *colors, int64_t count, uint32_t weight,
                                   uint8_t *output) {
    enum { VECTOR = 16 };
    const __m256i weights = _mm256_set1_epi16((int16_t)weight);
    int64_t index = 0;
    for (; index + VECTOR <= count; index += VECTOR) {
        const __m256i pixel = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(pixels + index)));
        const __m256i color = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(colors + index)));
        const __m256i sum =
            _mm256_add_epi16(pixel, _mm256_mulhrs_epi16(_mm256_sub_epi16(color, pixel), weights));
        const __m128i bytes = _mm_packus_epi16(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
        _mm_storeu_si128((__m128i *)(output + index), bytes);
    }
    patchlens_blend_plain(pixels + index, colors + index, count - index, weight, output + index);
}

TARGET_AVX2 static void blend_levels_avx2(const uint8_t *levels, const uint8_t *pixels, int64_t count,
                                          const patchlens_palette *palette, uint32_t weight, uint8_t *output) {
    blend_painted(levels, pixels, count, palette, weight, output, blend_avx2);
}

enum { VECTOR = 64 };

/// A channel's values of 64 levels: an index into a pair of registers has seven bits, the eighth says which pair.
VBMI_INLINE __m512i looked_up(const uint8_t *channel, __m512i levels) {
    __m512i quarters[4];
    for (int quarter = 0; quarter < 4; quarter++) quarters[quarter] = _mm512_loadu_si512(channel + quarter * VECTOR);
    const __m512i first = _mm512_permutex2var_epi8(quarters[0], levels, quarters[1]);
    const __m512i second = _mm512_permutex2var_epi8(quarters[2], levels, quarters[3]);
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(levels), first, second);
}

/// Where the bytes of 64 pixels come from: of the 192, those from 64 · part on. An index above 63 is one of the second
/// of two registers: red and green; blue is put between them.
typedef struct {
    __m512i red_or_green, blue;
    __mmask64 is_blue;
} interleaving;

VBMI_INLINE interleaving interleaving_of(int part) {
    uint8_t red_or_green[VECTOR], blue[VECTOR];
    uint64_t is_blue = 0;
    for (int byte = 0; byte < VECTOR; byte++) {
        const int pixel = (part * VECTOR + byte) / CHANNELS, channel = (part * VECTOR + byte) % CHANNELS;
        red_or_green[byte] = (uint8_t)(pixel + (channel == 1 ? VECTOR : 0));
        blue[byte] = (uint8_t)pixel;
        is_blue |= (uint64_t)(channel == 2) << byte;
    }
    return (interleaving){_mm512_loadu_si512(red_or_green), _mm512_loadu_si512(blue), is_blue};
}

/// As `blend_avx2`.
VBMI_INLINE __m512i blended(__m512i pixels, __m512i colors, __m512i weights) {
    const __m512i zero = _mm512_setzero_si512();
    const __m512i low = _mm512_unpacklo_epi8(pixels, zero), high = _mm512_unpackhi_epi8(pixels, zero);
    const __m512i low_step = _mm512_sub_epi16(_mm512_unpacklo_epi8(colors, zero), low);
    const __m512i high_step = _mm512_sub_epi16(_mm512_unpackhi_epi8(colors, zero), high);
    return _mm512_packus_epi16(_mm512_add_epi16(low, _mm512_mulhrs_epi16(low_step, weights)),
                               _mm512_add_epi16(high, _mm512_mulhrs_epi16(high_step, weights)));
}

/// Whole vectors of 64 pixels; returns how many pixels they are. `pixels` is NULL where colours are all there is.
VBMI_INLINE int64_t draw_vectors(const uint8_t *levels, const uint8_t *pixels, int64_t count,
                                 const patchlens_palette *palette, uint32_t weight, uint8_t *output) {
    const interleaving parts[CHANNELS] = {interleaving_of(0), interleaving_of(1), interleaving_of(2)};
    const __m512i weights = _mm512_set1_epi16((int16_t)weight);
    int64_t first = 0;
    for (; first + VECTOR <= count; first += VECTOR) {
        const __m512i level = _mm512_loadu_si512(levels + first);
        const __m512i red = looked_up(palette->red, level), green = looked_up(palette->green, level);
        const __m512i blue = looked_up(palette->blue, level);
        for (int part = 0; part < CHANNELS; part++) {
            const __m512i two = _mm512_permutex2var_epi8(red, parts[part].red_or_green, green);
            __m512i bytes = _mm512_mask_permutexvar_epi8(two, parts[part].is_blue, parts[part].blue, blue);
            const int64_t place = first * CHANNELS + part * VECTOR;
            if (pixels != NULL) bytes = blended(_mm512_loadu_si512(pixels + place), bytes, weights);
            _mm512_storeu_si512(output + place, bytes);
        }
    }
    return first;
}

TARGET_VBMI static void paint_levels_vbmi(const uint8_t *levels, int64_t count, const patchlens_palette *palette,
                                          uint8_t *output) {
    const int64_t done = draw_vectors(levels, NULL, count, palette, 0, output);
    paint_words(levels + done, count - done, palette, output + done * CHANNELS);
}

TARGET_VBMI static void blend_levels_vbmi(const uint8_t *levels, const uint8_t *pixels, int64_t count,
                                          const patchlens_palette *palette, uint32_t weight, uint8_t *output) {
    const int64_t done = draw_vectors(levels, pixels, count, palette, weight, output), bytes = done * CHANNELS;
    blend_painted(levels + done, pixels + bytes, count - done, palette, weight, output + bytes, patchlens_blend_plain);
}

static int have_vbmi(void) {
    return patchlens_allowed_level() >= patchlens_level_avx512 && __builtin_cpu_supports("avx512vbmi");
}
#endif

// MARK: - The choice

void patchlens_paint_levels(const uint8_t *levels, int64_t count, const patchlens_palette *palette, uint8_t *output) {
#if defined(__x86_64__)
    if (have_vbmi()) {
        paint_levels_vbmi(levels, count, palette, output);
        return;
    }
#endif
    paint_words(levels, count, palette, output);
}

void patchlens_blend_levels(const uint8_t *levels, const uint8_t *pixels, int64_t count,
                            const patchlens_palette *palette, uint32_t weight, uint8_t *output) {
    if (weight >= patchlens_full_weight) {
        patchlens_paint_levels(levels, count, palette, output);
        return;
    }
#if defined(__x86_64__)
    if (have_vbmi()) {
        blend_levels_vbmi(levels, pixels, count, palette, weight, output);
        return;
    }
    if (patchlens_allowed_level() >= patchlens_level_avx2) {
        blend_levels_avx2(levels, pixels, count, palette, weight, output);
        return;
    }
#endif
    blend_painted(levels, pixels, count, palette, weight, output, patchlens_blend_plain);
}
