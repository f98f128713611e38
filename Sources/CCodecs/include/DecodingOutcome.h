#ifndef PATCHLENS_DECODING_OUTCOME_H
#define PATCHLENS_DECODING_OUTCOME_H

#include <stddef.h>
#include <stdint.h>

/// How a call into a codec ended.
typedef enum {
    PATCHLENS_DECODING_SUCCEEDED = 0,
    /// The bytes break the rules of their format.
    PATCHLENS_DECODING_CORRUPT,
    /// The bytes end before the picture does.
    PATCHLENS_DECODING_TRUNCATED,
    /// A valid file that uses something we do not decode.
    PATCHLENS_DECODING_UNSUPPORTED,
    /// The system refused memory.
    PATCHLENS_DECODING_OUT_OF_MEMORY,
} patchlens_decoding_status;

/// The end of a call, with the codec's own words when it failed.
typedef struct {
    patchlens_decoding_status status;
    /// Always terminated; empty after success. 200 is the length of libjpeg's longest message.
    char message[200];
} patchlens_decoding_outcome;

/// What a file says about its picture before any pixel is decoded.
typedef struct {
    uint32_t height;
    uint32_t width;
    /// EXIF orientation, 1 to 8; 1 when the file has none, or none before its pixels.
    int orientation;
    /// Bytes that decoding allocates beside the 3 · height · width of the result.
    uint64_t working_bytes;
} patchlens_picture_header;

/// What becomes of transparency; the result never has any.
typedef enum {
    PATCHLENS_ALPHA_ON_WHITE = 0,
    PATCHLENS_ALPHA_ON_BLACK,
    PATCHLENS_ALPHA_DROPPED,
} patchlens_alpha_treatment;

#endif
