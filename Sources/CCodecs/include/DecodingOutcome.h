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
    /// A JPEG of more than PATCHLENS_MAXIMUM_SCANS.
    PATCHLENS_DECODING_TOO_MANY_SCANS,
    /// A `patchlens_deadline` was over.
    PATCHLENS_DECODING_OUT_OF_TIME,
} patchlens_decoding_status;

/// The end of a call, with the codec's own words when it failed.
typedef struct {
    patchlens_decoding_status status;
    /// Always terminated; empty after success. 200 is the length of libjpeg's longest message.
    char message[200];
} patchlens_decoding_outcome;

enum {
    /// A JPEG may ask for the whole picture to be refined again with every few bytes. Real files have some ten scans.
    PATCHLENS_MAXIMUM_SCANS = 500,
    /// What pixels have in all channels that a cut PNG does not reach; libjpeg fills with it, too.
    PATCHLENS_MISSING_PIXEL = 128,
};

/// What is odd about a file that is decoded nevertheless; several may be.
typedef enum {
    /// It ends before its picture does.
    PATCHLENS_ODDITY_TRUNCATED = 1,
    /// It is an animation, of which the default image is decoded.
    PATCHLENS_ODDITY_ANIMATED = 2,
    /// It has an EXIF block that says nothing that could be an orientation where one should be.
    PATCHLENS_ODDITY_EXIF = 4,
} patchlens_oddity;

/// What a file says about its picture before any pixel is decoded.
typedef struct {
    uint32_t height;
    uint32_t width;
    /// EXIF orientation, 1 to 8; 1 when the file has none that can be read.
    int orientation;
    /// Each a `patchlens_oddity`.
    unsigned oddities;
    /// Of a JPEG: how often all pixels may have to be gone through. 0 for a PNG.
    uint32_t scans;
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
