#include "JPEGSegments.h"

#include <stdbool.h>
#include <string.h>

enum { end_of_image = 0xD9, start_of_scan = 0xDA, application_1 = 0xE1, length_size = 2 };

/// Markers that stand alone: 00 is a byte FF of the data, 01 and the restarts mean nothing to us, D8 is the start.
static bool has_no_length(uint8_t marker) { return marker <= 1 || (marker >= 0xD0 && marker <= 0xD8); }

/// Where the byte behind the next FF is, any number of which may stand in a row; `count` where there is none.
static size_t next_marker(const uint8_t *bytes, size_t count, size_t position) {
    const uint8_t *found = position < count ? memchr(bytes + position, 0xFF, count - position) : NULL;
    if (found == NULL) return count;
    position = (size_t)(found - bytes);
    while (position < count && bytes[position] == 0xFF) position++;
    return position;
}

/// Whether an end of image follows: then what seems a segment that is cut is damage in the middle.
static bool has_end(const uint8_t *bytes, size_t count) {
    for (size_t position = next_marker(bytes, count, 0); position < count;
         position = next_marker(bytes, count, position)) {
        if (bytes[position] == end_of_image) return true;
    }
    return false;
}

jpeg_segments find_jpeg_segments(const uint8_t *bytes, size_t count) {
    static const char exif[] = {'E', 'x', 'i', 'f', 0, 0};
    jpeg_segments found = {NULL, 0, 0, count};
    size_t position = next_marker(bytes, count, 0);
    while (position < count) {
        const uint8_t marker = bytes[position++];
        if (marker == end_of_image) break;
        if (!has_no_length(marker)) {
            if (marker == start_of_scan) found.scans++;
            // The length counts itself. Where it lies, what follows is looked through for the next marker,
            // as libjpeg does.
            const size_t left = count - position;
            const size_t length = left < length_size ? count : (size_t)bytes[position] << 8 | bytes[position + 1];
            if (length > left) {
                if (!has_end(bytes + position, left)) found.whole_count = position - 2;
                break;
            }
            const uint8_t *contents = bytes + position + length_size;
            if (marker == application_1 && found.exif == NULL && found.scans == 0
                && length >= length_size + sizeof exif && memcmp(contents, exif, sizeof exif) == 0) {
                found.exif = contents;
                found.exif_count = length - length_size;
            }
            position += length;
        }
        position = next_marker(bytes, count, position);
    }
    return found;
}
