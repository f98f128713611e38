#include "Decoding.h"
#include "PNGDecoding.h"

#include <zlib.h>

/// libFuzzer's way to change an input at random.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t capacity);

static uint32_t read_32(const uint8_t *at) {
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/// Makes every chunk's checksum right, or changes would hardly ever get past the first.
static void repair_checksums(uint8_t *bytes, size_t count) {
    for (size_t chunk = 8; chunk + 12 <= count;) {
        const size_t length = read_32(bytes + chunk);
        if (length > count - chunk - 12) return;
        const uint32_t checksum = (uint32_t)crc32(0, bytes + chunk + 4, (uInt)length + 4);
        uint8_t *place = bytes + chunk + 8 + length;
        for (int index = 0; index < 4; index++) place[index] = (uint8_t)(checksum >> (24 - 8 * index));
        chunk += length + 12;
    }
}

/// The file itself is the input, and one change in eight leaves its checksums wrong.
size_t LLVMFuzzerCustomMutator(uint8_t *bytes, size_t count, size_t capacity, unsigned seed) {
    count = LLVMFuzzerMutate(bytes, count, capacity);
    if (seed % 8 != 0) repair_checksums(bytes, count);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    patchlens_picture_header header;
    patchlens_decoding_outcome outcome = patchlens_png_read_header(bytes, count, &header);
    check_outcome(&outcome);
    if (outcome.status != PATCHLENS_DECODING_SUCCEEDED) return 0;
    require(header.orientation >= 1 && header.orientation <= 8);
    if (!is_small(&header)) return 0;

    const size_t capacity = 3 * (size_t)header.height * header.width;
    const patchlens_alpha_treatment alpha = (patchlens_alpha_treatment)(count % 3);
    uint8_t *pixels = filled(capacity, 0), *others = filled(capacity, 0xFF);
    const int allows_truncated = count / 3 % 2;
    unsigned oddities = 0;
    outcome = patchlens_png_decode(
        bytes, count, alpha, allows_truncated, no_deadline, pixels, capacity, &oddities);
    check_outcome(&outcome);
    if (outcome.status == PATCHLENS_DECODING_SUCCEEDED) {
        // A second time; half of the files, by their lengths again, are given up somewhere.
        size_t asked = count / 12 % 2 ? SIZE_MAX : count % 61;
        outcome = patchlens_png_decode(
            bytes, count, alpha, allows_truncated, deadline_after(&asked), others, capacity, &oddities);
        check_again(&outcome, pixels, others, capacity);
    }
    free(pixels);
    free(others);
    return 0;
}
