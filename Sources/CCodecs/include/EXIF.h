#ifndef PATCHLENS_EXIF_H
#define PATCHLENS_EXIF_H

#include <stddef.h>
#include <stdint.h>

/// The orientation, 1 to 8, in an EXIF block: a TIFF header and its first directory, with or without `Exif\0\0` before;
/// 1 when it does not say.
///
/// 0 for a block that cannot be read, or says what is no orientation: a picture with damaged metadata is still one.
int patchlens_exif_orientation(const uint8_t *block, size_t count);

#endif
