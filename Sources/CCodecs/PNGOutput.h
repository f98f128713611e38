#ifndef PATCHLENS_PNG_OUTPUT_H
#define PATCHLENS_PNG_OUTPUT_H

#include <stddef.h>
#include <stdint.h>

enum {
    /// Length, type, and checksum of a chunk (RFC 2083, section 3.2).
    PNG_CHUNK_FIELD = 4,
};

/// Chunks of a PNG on their way to an open file.
typedef struct {
    int file;
    /// The `errno` of the write that failed; nothing is written after it.
    int error_number;
} png_output;

/// The eight bytes every PNG begins with. This and the functions below return 0 when all was written.
int write_png_signature(png_output *output);

/// Writes a chunk. Its contents are `length` bytes from `chunk` + 8 on; the eight bytes before them and four after them
/// are room for what a chunk has besides, so that all goes out in one call.
int write_png_chunk(png_output *output, const char type[4], uint8_t *chunk, size_t length);

/// `value`, highest byte first.
void put_big_endian(uint8_t *bytes, uint32_t value);

#endif
