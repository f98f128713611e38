#include "PNGEncoding.h"

#include "PNGBand.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

enum {
    BYTES_A_PIXEL = 3,
    BIT_DEPTH = 8,
    RGB = 2,
    HEADER_LENGTH = 13,
    /// The most a PNG's side can be, and a chunk's length.
    LARGEST = 0x7fffffff,
    /// The widest row that is sure to fit a chunk when it is compressed.
    WIDEST = 700000000,
};

struct patchlens_png_encoder {
    png_output output;
    patchlens_png_effort effort;
    int64_t height, width;
    /// For rows that come one by one: the band they are put in, and how many were.
    patchlens_png_band *band;
    int64_t rows;
    /// Of the filtered rows of all bands written, and whether any was.
    uint32_t adler;
    int has_bands;
    const char *message;
};

patchlens_png_encoder *patchlens_png_encoder_create(int file) {
    patchlens_png_encoder *encoder = calloc(1, sizeof(patchlens_png_encoder));
    if (encoder == NULL) return NULL;
    encoder->output.file = file;
    encoder->adler = 1;
    encoder->message = "";
    return encoder;
}

void patchlens_png_encoder_destroy(patchlens_png_encoder *encoder) {
    if (encoder == NULL) return;
    patchlens_png_band_destroy(encoder->band);
    free(encoder);
}

static int fail(patchlens_png_encoder *encoder, const char *message) {
    encoder->message = message;
    return 1;
}

static int checked(patchlens_png_encoder *encoder, int status) {
    return status == 0 ? 0 : fail(encoder, "the file could not be written");
}

// MARK: - The head of the file

static int write_header(patchlens_png_encoder *encoder, int64_t height, int64_t width) {
    uint8_t chunk[2 * PNG_CHUNK_FIELD + HEADER_LENGTH + PNG_CHUNK_FIELD] = {0};
    uint8_t *const contents = chunk + 2 * PNG_CHUNK_FIELD;
    put_big_endian(contents, (uint32_t)width);
    put_big_endian(contents + 4, (uint32_t)height);
    contents[8] = BIT_DEPTH;
    contents[9] = RGB;
    // Compression by deflate, filters by row, not interlaced: the zeros that follow.
    return write_png_chunk(&encoder->output, "IHDR", chunk, HEADER_LENGTH);
}

int patchlens_png_encoder_begin(patchlens_png_encoder *encoder, int64_t height, int64_t width,
                                patchlens_png_effort effort) {
    if (height < 1 || width < 1 || height > LARGEST || width > LARGEST) {
        return fail(encoder, "a side is not of 1 to 2147483647 pixels");
    }
    if (width > WIDEST) return fail(encoder, "rows of more than 700000000 pixels are not written");
    encoder->height = height;
    encoder->width = width;
    encoder->effort = effort;
    if (write_png_signature(&encoder->output) != 0) return checked(encoder, 1);
    return checked(encoder, write_header(encoder, height, width));
}

// MARK: - Texts

static int is_ascii(const char *text) {
    while (*text != 0) {
        if ((unsigned char)*text++ > 126) return 0;
    }
    return 1;
}

int patchlens_png_encoder_add_text(patchlens_png_encoder *encoder, const char *keyword, const char *text) {
    // tEXt is Latin-1, iTXt is UTF-8; where both would do, more programs show the first. Between keyword and text stand
    // a zero, and in iTXt four more: not compressed (two), no language, no translated keyword.
    const int is_plain = is_ascii(text);
    const size_t zeros = is_plain ? 1 : 5, keyword_length = strlen(keyword), text_length = strlen(text);
    if (text_length > LARGEST - keyword_length - zeros) return fail(encoder, "a text is too long for PNG");
    const size_t length = keyword_length + zeros + text_length;
    uint8_t *const chunk = malloc(length + 3 * PNG_CHUNK_FIELD);
    if (chunk == NULL) return fail(encoder, "there is not enough memory for a text");
    uint8_t *contents = chunk + 2 * PNG_CHUNK_FIELD;
    memcpy(contents, keyword, keyword_length);
    memset(contents + keyword_length, 0, zeros);
    memcpy(contents + keyword_length + zeros, text, text_length);
    const int status = write_png_chunk(&encoder->output, is_plain ? "tEXt" : "iTXt", chunk, length);
    free(chunk);
    return checked(encoder, status);
}

// MARK: - Bands

int patchlens_png_encoder_write_band(patchlens_png_encoder *encoder, const patchlens_png_band *band) {
    png_stretch stretch = stretch_of_band(band);
    encoder->adler = (uint32_t)adler32_combine(encoder->adler, stretch.adler, (z_off_t)stretch.filtered);
    if (stretch.is_last) {
        put_big_endian(stretch.contents + stretch.length, encoder->adler);
        stretch.length += ZLIB_CHECKSUM;
    }
    if (!encoder->has_bands) {
        encoder->has_bands = 1;
        stretch.contents -= ZLIB_HEADER;
        stretch.length += ZLIB_HEADER;
        put_zlib_header(stretch.contents, encoder->effort);
    }
    uint8_t *const chunk = stretch.contents - 2 * PNG_CHUNK_FIELD;
    return checked(encoder, write_png_chunk(&encoder->output, "IDAT", chunk, (size_t)stretch.length));
}

// MARK: - Rows

uint8_t *patchlens_png_encoder_next_row(patchlens_png_encoder *encoder) {
    if (encoder->band == NULL) encoder->band = patchlens_png_band_create(encoder->width, encoder->effort);
    if (encoder->band == NULL) {
        fail(encoder, "there is not enough memory for the encoder");
        return NULL;
    }
    return patchlens_png_band_next_row(encoder->band);
}

int patchlens_png_encoder_add_row(patchlens_png_encoder *encoder) {
    patchlens_png_band_add_row(encoder->band);
    encoder->rows++;
    const int is_last = encoder->rows == encoder->height;
    if (!is_last && encoder->rows % patchlens_png_band_height(encoder->width) != 0) return 0;
    patchlens_png_band_finish(encoder->band, is_last);
    const int status = patchlens_png_encoder_write_band(encoder, encoder->band);
    patchlens_png_band_begin_below(encoder->band);
    return status;
}

int patchlens_png_encoder_write_row(patchlens_png_encoder *encoder, const uint8_t *row) {
    uint8_t *const target = patchlens_png_encoder_next_row(encoder);
    if (target == NULL) return 1;
    memcpy(target, row, (size_t)(encoder->width * BYTES_A_PIXEL));
    return patchlens_png_encoder_add_row(encoder);
}

int patchlens_png_encoder_finish(patchlens_png_encoder *encoder) {
    uint8_t end[3 * PNG_CHUNK_FIELD];
    return checked(encoder, write_png_chunk(&encoder->output, "IEND", end, 0));
}

const char *patchlens_png_encoder_message(const patchlens_png_encoder *encoder) { return encoder->message; }

int patchlens_png_encoder_error_number(const patchlens_png_encoder *encoder) { return encoder->output.error_number; }
