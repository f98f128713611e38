#ifndef PATCHLENS_PNG_BAND_H
#define PATCHLENS_PNG_BAND_H

#include "PNGEncoding.h"

#include "PNGOutput.h"

enum {
    /// What begins a zlib stream (RFC 1950): the kind of compression, and how much of it was tried.
    ZLIB_HEADER = 2,
    /// What ends it.
    ZLIB_CHECKSUM = 4,
};

/// A finished band on its way into a file: the contents of a chunk, with room for a zlib header, and the fields of a
/// chunk, before them, and for a checksum and another field after.
typedef struct {
    uint8_t *contents;
    int64_t length;
    /// Of the filtered rows, and how many bytes they are.
    uint32_t adler;
    int64_t filtered;
    int is_last;
} png_stretch;

png_stretch stretch_of_band(const patchlens_png_band *band);

/// The two bytes of ZLIB_HEADER.
void put_zlib_header(uint8_t *bytes, patchlens_png_effort effort);

#endif
