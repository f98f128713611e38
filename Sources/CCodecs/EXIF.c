#include "EXIF.h"

#include <stdbool.h>
#include <string.h>

/// A TIFF structure, whose numbers are in the byte order its header names.
typedef struct {
    const uint8_t *bytes;
    size_t count;
    bool big_endian;
} tiff_block;

/// The caller has made sure that the bytes are there.
static uint32_t read_16(const tiff_block *tiff, size_t offset) {
    const uint8_t *at = tiff->bytes + offset;
    return tiff->big_endian ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

static uint32_t read_32(const tiff_block *tiff, size_t offset) {
    const uint32_t first = read_16(tiff, offset), second = read_16(tiff, offset + 2);
    return tiff->big_endian ? first << 16 | second : second << 16 | first;
}

/// The value of a directory entry (tag, type, count, value: 2 + 2 + 4 + 4 bytes); 0 when its type is no integer.
static uint32_t entry_value(const tiff_block *tiff, size_t entry) {
    enum { type_byte = 1, type_short = 3, type_long = 4, signed_byte = 6, signed_short = 8, signed_long = 9 };
    switch (read_16(tiff, entry + 2)) {
    case type_byte:
    case signed_byte: return tiff->bytes[entry + 8];
    case type_short:
    case signed_short: return read_16(tiff, entry + 8);
    // It should be a short; programs write longs of both kinds.
    case type_long:
    case signed_long: return read_32(tiff, entry + 8);
    default: return 0;
    }
}

int patchlens_exif_orientation(const uint8_t *block, size_t count) {
    enum { header_size = 8, entry_size = 12, orientation_tag = 0x0112 };
    if (count >= 6 && memcmp(block, "Exif\0\0", 6) == 0) {
        block += 6;
        count -= 6;
    }
    if (count < header_size) return 0;
    tiff_block tiff = {block, count, memcmp(block, "MM", 2) == 0};
    if (!tiff.big_endian && memcmp(block, "II", 2) != 0) return 0;
    if (read_16(&tiff, 2) != 42) return 0;

    const size_t directory = read_32(&tiff, 4);
    if (directory > count - 2) return 0;
    const size_t entries = read_16(&tiff, directory);
    for (size_t index = 0; index < entries; index++) {
        // No overflow: the offset has 32 bits, and there are at most 65,535 entries.
        const size_t entry = directory + 2 + index * entry_size;
        if (entry > count || count - entry < entry_size) return 0;
        if (read_16(&tiff, entry) != orientation_tag) continue;
        const uint32_t orientation = entry_value(&tiff, entry);
        return orientation >= 1 && orientation <= 8 ? (int)orientation : 0;
    }
    return 1;
}
