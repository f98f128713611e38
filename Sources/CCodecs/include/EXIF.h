#ifndef PATCHLENS_EXIF_H
#define PATCHLENS_EXIF_H

#include <stddef.h>
#include <stdint.h>

/// The orientation, 1 to 8, in an EXIF block: a TIFF header and its first directory, with or without `Exif\0\0` before.
///
/// Anything that cannot be read is 1: a picture with damaged metadata is still a picture.
int patchlens_exif_orientation(const uint8_t *block, size_t count);

#endif
