#ifndef PATCHLENS_JPEG_DECODING_H
#define PATCHLENS_JPEG_DECODING_H

#include "DecodingDeadline.h"
#include "DecodingOutcome.h"

/// Reads everything before the first scan of a JPEG. Allocates nothing that depends on the size the file claims.
patchlens_decoding_outcome
patchlens_jpeg_read_header(const uint8_t *bytes, size_t count, patchlens_picture_header *header);

/// What a side of so many pixels has when the picture is decoded at one half, quarter or eighth of its size.
uint32_t patchlens_jpeg_reduced_side(uint32_t side, uint32_t denominator);

/// Decodes a baseline or progressive JPEG, grey, RGB, YCbCr, CMYK or YCCK, to 8-bit RGB.
///
/// `denominator` is 1, 2, 4 or 8: each pixel is then made of the lower frequencies of that many by as many, which takes
/// less time than all of them. `pixels` has room for 3 · height · width bytes of the size that the header gave, reduced
/// by it; they are undefined after a failure.
/// CMYK is read as Adobe writes it, inverted, with or without Adobe's marker, as Pillow does. Colour profiles are
/// ignored. Damaged or missing data, which libjpeg would fill with grey and a warning, is an error; so are more than
/// PATCHLENS_MAXIMUM_SCANS.
///
/// So is a file that ends too early, unless `allows_truncated` is not 0 and its pixels have begun: what is missing is
/// then what libjpeg makes of no data, PATCHLENS_MISSING_PIXEL in every sample, or less fine where later scans are
/// missing. `oddities` then gets PATCHLENS_ODDITY_TRUNCATED added.
///
/// After `deadline` it is given up, with what was taken for it freed.
patchlens_decoding_outcome patchlens_jpeg_decode(
    const uint8_t *bytes, size_t count, uint32_t denominator, int allows_truncated, patchlens_deadline deadline,
    uint8_t *pixels, size_t capacity, unsigned *oddities);

#endif
