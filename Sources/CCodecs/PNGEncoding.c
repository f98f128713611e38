#include "PNGEncoding.h"

#include "PNGCompression.h"
#include "PNGFilters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    BYTES_A_PIXEL = PATCHLENS_PNG_PIXEL_SIZE,
    BIT_DEPTH = 8,
    RGB = 2,
    HEADER_LENGTH = 13,
    /// The most a PNG's side can be, and a chunk's length.
    LARGEST = 0x7fffffff,
    /// Zeros before a row: the filters look at the pixel left of the first.
    ROW_MARGIN = 64,
};

struct patchlens_png_encoder {
    png_output output;
    int64_t row_length;
    /// This row and the one above, in turns; ROW_MARGIN bytes before each are 0, as is the row above the first.
    uint8_t *row, *above;
    uint8_t *rows;
    /// NULL for the effort `fast`.
    match_search *search;
    const char *message;
    png_compression compression;
};

patchlens_png_encoder *patchlens_png_encoder_create(int file) {
    patchlens_png_encoder *encoder = malloc(sizeof(patchlens_png_encoder));
    if (encoder == NULL) return NULL;
    // All but the buffers, whose pages are left alone until they are needed.
    memset(encoder, 0, offsetof(patchlens_png_encoder, compression));
    encoder->output.file = file;
    encoder->message = "";
    return encoder;
}

void patchlens_png_encoder_destroy(patchlens_png_encoder *encoder) {
    if (encoder == NULL) return;
    destroy_match_search(encoder->search);
    free(encoder->rows);
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

static int allocate(patchlens_png_encoder *encoder, patchlens_png_effort effort) {
    const size_t size = ROW_MARGIN + (size_t)encoder->row_length;
    encoder->rows = calloc(2, size);
    if (encoder->rows == NULL) return 1;
    encoder->row = encoder->rows + ROW_MARGIN;
    encoder->above = encoder->row + size;
    if (effort == patchlens_png_small) encoder->search = create_match_search();
    return effort == patchlens_png_small && encoder->search == NULL;
}

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
    encoder->row_length = width * BYTES_A_PIXEL;
    if (allocate(encoder, effort) != 0) return fail(encoder, "there is not enough memory for the encoder");
    if (write_png_signature(&encoder->output) != 0) return checked(encoder, 1);
    begin_compression(&encoder->compression, &encoder->output, encoder->search);
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

// MARK: - Rows

/// Room for `wanted` bytes or, where the block ends, for some of them.
static uint8_t *room_for(patchlens_png_encoder *encoder, int64_t wanted, int64_t *room) {
    uint8_t *const bytes = compression_room(&encoder->compression, room);
    if (*room > wanted) *room = wanted;
    return bytes;
}

int patchlens_png_encoder_write_row(patchlens_png_encoder *encoder, const uint8_t *row) {
    const int64_t length = encoder->row_length;
    memcpy(encoder->row, row, (size_t)length);
    const patchlens_png_filter filter = patchlens_png_best_filter(encoder->row, encoder->above, length);
    int64_t room = 0;
    uint8_t *bytes = room_for(encoder, 1, &room);
    if (bytes == NULL) return checked(encoder, 1);
    *bytes = (uint8_t)filter;
    add_to_compression(&encoder->compression, 1);
    for (int64_t first = 0; first < length; first += room) {
        bytes = room_for(encoder, length - first, &room);
        if (bytes == NULL) return checked(encoder, 1);
        patchlens_png_filter_bytes(filter, encoder->row + first, encoder->above + first, room, bytes);
        add_to_compression(&encoder->compression, room);
    }
    uint8_t *const above = encoder->row;
    encoder->row = encoder->above;
    encoder->above = above;
    return 0;
}

int patchlens_png_encoder_finish(patchlens_png_encoder *encoder) {
    uint8_t end[3 * PNG_CHUNK_FIELD];
    if (finish_compression(&encoder->compression) != 0) return checked(encoder, 1);
    return checked(encoder, write_png_chunk(&encoder->output, "IEND", end, 0));
}

const char *patchlens_png_encoder_message(const patchlens_png_encoder *encoder) { return encoder->message; }

int patchlens_png_encoder_error_number(const patchlens_png_encoder *encoder) { return encoder->output.error_number; }
