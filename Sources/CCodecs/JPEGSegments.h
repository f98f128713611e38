#ifndef PATCHLENS_JPEG_SEGMENTS_H
#define PATCHLENS_JPEG_SEGMENTS_H

#include <stddef.h>
#include <stdint.h>

/// What is found of a JPEG by its markers alone, where they lie: libjpeg is told to save none, so that no metadata
/// costs memory.
typedef struct {
    /// The first EXIF block before the first scan, with the `Exif\0\0` before it; NULL when there is none.
    const uint8_t *exif;
    size_t exif_count;
    /// Each may refine the whole picture again.
    uint32_t scans;
    /// Bytes up to the segment that the file ends in, of a file that does: libjpeg would read on in what it puts at the
    /// end of all. The file's own count where it ends elsewhere.
    size_t whole_count;
} jpeg_segments;

/// Takes as long as looking for a byte in the file.
jpeg_segments find_jpeg_segments(const uint8_t *bytes, size_t count);

#endif
