#ifndef PATCHLENS_PNG_CHUNKS_H
#define PATCHLENS_PNG_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What is found of a PNG by its chunks alone, where they lie: libpng is told to skip all that a picture can do
/// without, so that no metadata costs memory.
typedef struct {
    /// The first EXIF block whose checksum is right; NULL when there is none.
    const uint8_t *exif;
    size_t exif_count;
    /// Of an animation; 0 for a PNG that is none.
    uint32_t frames;
    /// Whether the last chunk is there whole.
    bool has_end;
} png_chunks;

png_chunks find_png_chunks(const uint8_t *bytes, size_t count);

#endif
