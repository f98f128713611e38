#include "Decoding.h"
#include "JPEGDecoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    patchlens_picture_header header;
    patchlens_decoding_outcome outcome = patchlens_jpeg_read_header(bytes, count, &header);
    check_outcome(&outcome);
    if (outcome.status != PATCHLENS_DECODING_SUCCEEDED) return 0;
    require(header.orientation >= 1 && header.orientation <= 8);
    if (!is_small(&header)) return 0;

    // One of the four sizes that there are, and whether a cut file will do, by the file's length.
    const uint32_t denominator = 1u << count % 4;
    const size_t capacity = 3 * (size_t)patchlens_jpeg_reduced_side(header.height, denominator)
        * patchlens_jpeg_reduced_side(header.width, denominator);
    const int allows_truncated = count / 4 % 2;
    unsigned oddities = 0;
    uint8_t *pixels = filled(capacity, 0), *others = filled(capacity, 0xFF);
    outcome = patchlens_jpeg_decode(
        bytes, count, denominator, allows_truncated, no_deadline, pixels, capacity, &oddities);
    check_outcome(&outcome);
    if (outcome.status == PATCHLENS_DECODING_SUCCEEDED) {
        // A second time; half of the files, by their lengths again, are given up somewhere.
        size_t asked = count / 12 % 2 ? SIZE_MAX : count % 61;
        outcome = patchlens_jpeg_decode(
            bytes, count, denominator, allows_truncated, deadline_after(&asked), others, capacity, &oddities);
        check_again(&outcome, pixels, others, capacity);
    }
    free(pixels);
    free(others);
    return 0;
}
