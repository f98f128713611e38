#include "PNGChunks.h"

#include "Checksums.h"

#include <string.h>

enum { signature_size = 8, field_size = 4, frame_size = 3 * field_size };

static uint32_t read_32(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool is_type(const uint8_t *chunk, const char *type) {
    return memcmp(chunk + field_size, type, field_size) == 0;
}

/// Whether the checksum of a chunk, of its type and contents, is right.
static bool is_sound(const uint8_t *chunk, size_t length) {
    const uint8_t *contents = chunk + 2 * field_size;
    return patchlens_crc32(0, chunk + field_size, field_size + length) == read_32(contents + length);
}

png_chunks find_png_chunks(const uint8_t *bytes, size_t count) {
    png_chunks found = {NULL, 0, 0, false};
    bool has_pixels = false;
    size_t position = signature_size;
    while (position <= count && count - position >= frame_size) {
        const uint8_t *chunk = bytes + position, *contents = chunk + 2 * field_size;
        const size_t length = read_32(chunk);
        if (length > count - position - frame_size) break;
        if (is_type(chunk, "IEND")) {
            found.has_end = true;
            break;
        }
        if (is_type(chunk, "IDAT")) has_pixels = true;
        // Only before the pixels does it make the file an animation.
        if (is_type(chunk, "acTL") && !has_pixels && length >= field_size) found.frames = read_32(contents);
        if (is_type(chunk, "eXIf") && found.exif == NULL && is_sound(chunk, length)) {
            found.exif = contents;
            found.exif_count = length;
        }
        position += frame_size + length;
    }
    return found;
}
