#ifndef PATCHLENS_CHANNEL_BLENDING_H
#define PATCHLENS_CHANNEL_BLENDING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A colour at every pixel, as the levels 0 to 255 of its three channels; and how much of it is seen there, 0 to 255,
/// or NULL where all of it is.
typedef struct {
    const uint8_t *red, *green, *blue, *coverage;
} patchlens_channel_levels;

/// `count` pixels of RGB blended with colours: pixel + (color − pixel) · w, w = weight · coverage / (32768 · 255), to
/// the nearest number, halves up. `weight` is 0 to 32768. `output` may be `pixels`.
void patchlens_blend_channels(patchlens_channel_levels levels, const uint8_t *pixels, int64_t count, uint32_t weight,
                              uint8_t *output);

/// What it is tested against: the definition in double.
void patchlens_blend_channels_plain(patchlens_channel_levels levels, const uint8_t *pixels, int64_t count,
                                    uint32_t weight, uint8_t *output);

#ifdef __cplusplus
}
#endif

#endif
