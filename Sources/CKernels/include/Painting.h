#ifndef PATCHLENS_PAINTING_H
#define PATCHLENS_PAINTING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /// A weight that leaves nothing of the picture.
    patchlens_full_weight = 32768,
};

/// The colours of 256 levels: by channel, and as words that lie in memory as red, green, blue, 0.
typedef struct {
    uint8_t red[256], green[256], blue[256];
    uint32_t words[256];
} patchlens_palette;

/// From 256 colours, each 0xRRGGBB.
void patchlens_make_palette(const uint32_t *colors, patchlens_palette *palette);

/// The colour of each level, interleaved: `output` has room for count · 3 bytes.
void patchlens_paint_levels(const uint8_t *levels, int64_t count, const patchlens_palette *palette, uint8_t *output);

/// `count` pixels of RGB blended with the colours of their levels: (pixel · (32768 − weight) + color · weight) / 32768,
/// rounded to nearest, of each byte. `weight` is 0 to 32768. `output` overlaps neither.
void patchlens_blend_levels(const uint8_t *levels, const uint8_t *pixels, int64_t count,
                            const patchlens_palette *palette, uint32_t weight, uint8_t *output);

/// What they are tested against: the definitions, a pixel at a time; `patchlens_blend_plain` blends `count` bytes, and
/// all three may be the same memory.
void patchlens_paint_levels_plain(const uint8_t *levels, int64_t count, const patchlens_palette *palette,
                                  uint8_t *output);
void patchlens_blend_plain(const uint8_t *pixels, const uint8_t *colors, int64_t count, uint32_t weight,
                           uint8_t *output);

#ifdef __cplusplus
}
#endif

#endif
