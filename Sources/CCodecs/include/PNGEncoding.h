#ifndef PATCHLENS_PNG_ENCODING_H
#define PATCHLENS_PNG_ENCODING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes one 8-bit RGB PNG to an open file, row by row from the top.
///
/// Every function that returns int returns 0 when all went well. After anything else, all that can be done is to ask
/// what went wrong and to destroy the encoder. The bytes of a file depend on its pixels, texts and effort alone.
typedef struct patchlens_png_encoder patchlens_png_encoder;

/// How hard to compress.
typedef enum {
    /// Runs, and codes made for each block.
    patchlens_png_fast = 0,
    /// The cheapest of all matches as well.
    patchlens_png_small = 1,
} patchlens_png_effort;

/// NULL when memory is short. `file` is a descriptor open for writing, which stays the caller's to close.
patchlens_png_encoder *patchlens_png_encoder_create(int file);
void patchlens_png_encoder_destroy(patchlens_png_encoder *encoder);

/// The header, once. Rows of `width` × 3 bytes must follow, `height` of them. All memory is taken here.
int patchlens_png_encoder_begin(patchlens_png_encoder *encoder, int64_t height, int64_t width,
                                patchlens_png_effort effort);

/// One (keyword, text) pair in UTF-8. Call after the header and before the first row.
int patchlens_png_encoder_add_text(patchlens_png_encoder *encoder, const char *keyword, const char *text);
int patchlens_png_encoder_write_row(patchlens_png_encoder *encoder, const uint8_t *row);

/// The end of the file, and everything still held back.
int patchlens_png_encoder_finish(patchlens_png_encoder *encoder);

/// What went wrong; empty if nothing did.
const char *patchlens_png_encoder_message(const patchlens_png_encoder *encoder);

/// The `errno` of a write that failed; 0 if no write did.
int patchlens_png_encoder_error_number(const patchlens_png_encoder *encoder);

#ifdef __cplusplus
}
#endif

#endif
