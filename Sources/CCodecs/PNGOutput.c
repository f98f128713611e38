#include "PNGOutput.h"

#include "Checksums.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int write_all(png_output *output, const uint8_t *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(output->file, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            // A write of nothing without an error happens on no ordinary file; it must not loop forever.
            output->error_number = written < 0 ? errno : EIO;
            return 1;
        }
        bytes += written;
        count -= (size_t)written;
    }
    return 0;
}

void put_big_endian(uint8_t *bytes, uint32_t value) {
    for (int index = 0; index < 4; index++) bytes[index] = (uint8_t)(value >> (24 - 8 * index));
}

int write_png_signature(png_output *output) {
    static const uint8_t signature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return write_all(output, signature, sizeof(signature));
}

int write_png_chunk(png_output *output, const char type[4], uint8_t *chunk, size_t length) {
    uint8_t *const name = chunk + PNG_CHUNK_FIELD, *const contents = name + PNG_CHUNK_FIELD;
    put_big_endian(chunk, (uint32_t)length);
    memcpy(name, type, PNG_CHUNK_FIELD);
    put_big_endian(contents + length, patchlens_crc32(0, name, PNG_CHUNK_FIELD + length));
    return write_all(output, chunk, length + 3 * PNG_CHUNK_FIELD);
}
