#include "ChannelBlending.h"

#include "Painting.h"

#include <math.h>
#include <stddef.h>

enum { CHANNELS = 3, FULL_COVERAGE = 255 };

/// Parts of a whole: weight · coverage has 23 bits, a product with a byte 31.
static const uint32_t whole = (uint32_t)patchlens_full_weight * FULL_COVERAGE;

static inline uint8_t blended(uint32_t pixel, uint32_t color, uint32_t part) {
    return (uint8_t)((pixel * (whole - part) + color * part + whole / 2) / whole);
}

void patchlens_blend_channels(patchlens_channel_levels levels, const uint8_t *pixels, int64_t count, uint32_t weight,
                              uint8_t *output) {
    for (int64_t index = 0; index < count; index++) {
        const uint32_t part = weight * (levels.coverage == NULL ? FULL_COVERAGE : levels.coverage[index]);
        const uint8_t *pixel = pixels + index * CHANNELS;
        uint8_t *to = output + index * CHANNELS;
        to[0] = blended(pixel[0], levels.red[index], part);
        to[1] = blended(pixel[1], levels.green[index], part);
        to[2] = blended(pixel[2], levels.blue[index], part);
    }
}

void patchlens_blend_channels_plain(patchlens_channel_levels levels, const uint8_t *pixels, int64_t count,
                                    uint32_t weight, uint8_t *output) {
    const uint8_t *const channels[CHANNELS] = {levels.red, levels.green, levels.blue};
    for (int64_t index = 0; index < count; index++) {
        const double coverage = levels.coverage == NULL ? 1 : levels.coverage[index] / 255.0;
        for (int channel = 0; channel < CHANNELS; channel++) {
            const double pixel = pixels[index * CHANNELS + channel];
            const double value = pixel + (channels[channel][index] - pixel) * (weight / 32768.0 * coverage);
            output[index * CHANNELS + channel] = (uint8_t)floor(value + 0.5);
        }
    }
}
