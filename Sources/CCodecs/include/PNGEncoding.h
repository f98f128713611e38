#ifndef PATCHLENS_PNG_ENCODING_H
#define PATCHLENS_PNG_ENCODING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Writes one 8-bit RGB PNG to an open file: row by row from the top, or in bands, which several threads can make.
///
/// Every function that returns int returns 0 when all went well. After anything else, all that can be done is to ask
/// what went wrong and to destroy the encoder. The bytes of a file depend on its pixels, texts and effort alone.
typedef struct patchlens_png_encoder patchlens_png_encoder;

/// Some rows of a picture on their way into a file, filtered and compressed without knowing the others. One thread at a
/// time works on a band.
typedef struct patchlens_png_band patchlens_png_band;

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

/// The header, once. `height` rows of `width` × 3 bytes must follow, or the bands they make.
int patchlens_png_encoder_begin(patchlens_png_encoder *encoder, int64_t height, int64_t width,
                                patchlens_png_effort effort);

/// One (keyword, text) pair in UTF-8. Call after the header and before the first row.
int patchlens_png_encoder_add_text(patchlens_png_encoder *encoder, const char *keyword, const char *text);

/// Where to put the next row, all of it, before it is added: a row that is drawn there is not copied. NULL when memory
/// is short, which is taken before the first row.
uint8_t *patchlens_png_encoder_next_row(patchlens_png_encoder *encoder);
int patchlens_png_encoder_add_row(patchlens_png_encoder *encoder);

/// Both of these, for a row that is elsewhere.
int patchlens_png_encoder_write_row(patchlens_png_encoder *encoder, const uint8_t *row);

/// The next band from the top, made by whomever; the file is the same as if its rows had been added.
int patchlens_png_encoder_write_band(patchlens_png_encoder *encoder, const patchlens_png_band *band);

/// The end of the file, and everything still held back.
int patchlens_png_encoder_finish(patchlens_png_encoder *encoder);

/// What went wrong; empty if nothing did.
const char *patchlens_png_encoder_message(const patchlens_png_encoder *encoder);

/// The `errno` of a write that failed; 0 if no write did.
int patchlens_png_encoder_error_number(const patchlens_png_encoder *encoder);

/// Rows of every band but the last, which has what is left; and rows above a band that decide about its bytes.
int64_t patchlens_png_band_height(int64_t width);
int64_t patchlens_png_band_lead(int64_t width, patchlens_png_effort effort);

/// NULL when memory is short: all of it is taken here.
patchlens_png_band *patchlens_png_band_create(int64_t width, patchlens_png_effort effort);
void patchlens_png_band_destroy(patchlens_png_band *band);

/// Begins a band. The rows that lead to it come first, as many as there are up to `patchlens_png_band_lead`;
/// `is_top` says whether the first row that comes is the picture's.
void patchlens_png_band_begin(patchlens_png_band *band, int is_top);

/// Begins the band that lies under the one that was finished last, and needs no rows to lead to it.
void patchlens_png_band_begin_below(patchlens_png_band *band);

/// Where to put the next row, `width` × 3 bytes, before it is added as one that leads to the band or one of its own.
uint8_t *patchlens_png_band_next_row(patchlens_png_band *band);
void patchlens_png_band_add_lead(patchlens_png_band *band);
void patchlens_png_band_add_row(patchlens_png_band *band);

/// The band has all its rows, and can be written until it is begun again.
void patchlens_png_band_finish(patchlens_png_band *band, int is_last);

#ifdef __cplusplus
}
#endif

#endif
