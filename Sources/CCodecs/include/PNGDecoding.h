#ifndef PATCHLENS_PNG_DECODING_H
#define PATCHLENS_PNG_DECODING_H

#include "DecodingDeadline.h"
#include "DecodingOutcome.h"

/// Reads everything before the pixels of a PNG. Allocates nothing that depends on the size the file claims.
patchlens_decoding_outcome
patchlens_png_read_header(const uint8_t *bytes, size_t count, patchlens_picture_header *header);

/// Decodes a PNG of any colour type, bit depth and interlacing to 8-bit RGB.
///
/// `pixels` has room for 3 · height · width bytes of the size that the header gave; they are undefined after a failure.
/// 16-bit samples are scaled (v · 255 / 65535, rounded). Gamma and colour profiles are ignored, as Pillow ignores them.
/// A wrong checksum of the chunks that make the picture, or of the pixel data, is an error.
///
/// So is a file that ends too early, unless `allows_truncated` is not 0 and there is at least a row: the rows that are
/// missing are then PATCHLENS_MISSING_PIXEL in all channels, and the pixels of missing passes are those of the passes
/// before. `oddities` then gets PATCHLENS_ODDITY_TRUNCATED added.
///
/// After `deadline` it is given up, with what was taken for it freed.
patchlens_decoding_outcome patchlens_png_decode(
    const uint8_t *bytes, size_t count, patchlens_alpha_treatment alpha, int allows_truncated,
    patchlens_deadline deadline, uint8_t *pixels, size_t capacity, unsigned *oddities);

#endif
