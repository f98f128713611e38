#ifndef PATCHLENS_JPEG_ENCODING_H
#define PATCHLENS_JPEG_ENCODING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Encodes 8-bit RGB, height · width · 3 bytes, as a baseline JPEG with halved colours, as cameras write it: for
/// photographs to measure with, not for results. `quality` is libjpeg's, 1 to 100.
///
/// NULL when memory is short or the sides are not 1 to 65,500; otherwise `*count` bytes, to be freed with `free`.
uint8_t *patchlens_jpeg_encode(const uint8_t *pixels, int64_t height, int64_t width, int quality, size_t *count);

#ifdef __cplusplus
}
#endif

#endif
