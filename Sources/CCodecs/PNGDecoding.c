#include "PNGDecoding.h"

#include "EXIF.h"
#include "PNGChunks.h"

#include <png.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// One file being decoded: what libpng reads from, and everything that must be freed however it ends.
typedef struct {
    const uint8_t *bytes;
    size_t count;
    size_t position;
    patchlens_decoding_outcome *outcome;
    png_structp png;
    png_infop info;
    png_chunks chunks;
    /// Whether the file is known to end before its picture, and what there is of it is asked for.
    bool is_cut;
    patchlens_deadline deadline;
    /// Rows that libpng gave out, those of all passes.
    size_t rows_read;
    /// One row of RGBA, or the whole picture when it is interlaced; NULL when rows can go straight to the result.
    uint8_t *rgba;
} png_reader;

/// Keeps the first failure: what follows it is its consequence.
static void fail(png_reader *reader, patchlens_decoding_status status, const char *message) {
    if (reader->outcome->status != PATCHLENS_DECODING_SUCCEEDED) return;
    reader->outcome->status = status;
    snprintf(reader->outcome->message, sizeof reader->outcome->message, "%s", message);
}

static _Noreturn void on_error(png_structp png, png_const_charp message) {
    fail(png_get_error_ptr(png), PATCHLENS_DECODING_CORRUPT, message);
    png_longjmp(png, 1);
}

/// libpng only warns of a wrong Adler checksum, because by then it has given out every row; for us it is an error.
/// What it says of other chunks is about metadata, and data after the last pixel changes none.
static void on_warning(png_structp png, png_const_charp message) {
    if (strncmp(message, "IDAT: ", 6) != 0) return;
    if (strstr(message, "Extra compressed data") || strstr(message, "Too much image data")) return;
    // Of a chunk of more bytes than its pixels could need, which is read all the same, a few at a time.
    if (strstr(message, "chunk data is too large")) return;
    fail(png_get_error_ptr(png), PATCHLENS_DECODING_CORRUPT, message);
}

static void stop_if_over(png_reader *reader) {
    if (!patchlens_is_over(&reader->deadline)) return;
    fail(reader, PATCHLENS_DECODING_OUT_OF_TIME, "it took too long");
    png_error(reader->png, "out of time");
}

static void read_bytes(png_structp png, png_bytep target, size_t length) {
    png_reader *reader = png_get_io_ptr(png);
    if (length > reader->count - reader->position) {
        char message[100];
        snprintf(message, sizeof message, "the file ends after %zu bytes, before its picture does", reader->count);
        fail(reader, PATCHLENS_DECODING_TRUNCATED, message);
        png_error(png, message);
    }
    memcpy(target, reader->bytes + reader->position, length);
    const size_t end = reader->position + length;
    // Chunks that are skipped make no rows; some are a few bytes.
    if (end >> 16 != reader->position >> 16) stop_if_over(reader);
    reader->position = end;
}

static png_voidp allocate(png_structp png, png_alloc_size_t size) {
    void *memory = malloc(size);
    if (memory == NULL) fail(png_get_mem_ptr(png), PATCHLENS_DECODING_OUT_OF_MEMORY, "libpng got no memory");
    return memory;
}

static void release(png_structp png, png_voidp memory) {
    (void)png;
    free(memory);
}

/// False when there is no memory for it. `close_reader` may follow in either case.
static bool open_reader(png_reader *reader) {
    reader->png =
        png_create_read_struct_2(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning, reader, allocate, release);
    if (reader->png) reader->info = png_create_info_struct(reader->png);
    if (reader->info) return true;
    fail(reader, PATCHLENS_DECODING_OUT_OF_MEMORY, "libpng could not start");
    return false;
}

static void close_reader(png_reader *reader) {
    if (reader->png) png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader->rgba);
}

/// The chunks a picture can do without are skipped: so they can neither be hostile nor cost memory.
/// libpng's own limits of a million pixels a side are lifted; the caller judges the size by its limits.
static void read_info(png_reader *reader) {
    enum { largest_chunk = 8000000, kept_chunks = 1000, bytes_at_once = 8 };
    png_set_read_fn(reader->png, reader, read_bytes);
    png_set_user_limits(reader->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    // libpng's defaults, unless it was built with others.
    png_set_chunk_malloc_max(reader->png, largest_chunk);
    png_set_chunk_cache_max(reader->png, kept_chunks);
    png_set_keep_unknown_chunks(reader->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    // Usually 8192: of a file that ends among those that are asked for, none would be used.
    if (reader->is_cut) png_set_compression_buffer_size(reader->png, bytes_at_once);
    png_read_info(reader->png, reader->info);
}

static bool has_alpha(const png_reader *reader) {
    return (png_get_color_type(reader->png, reader->info) & PNG_COLOR_MASK_ALPHA) != 0
        || png_get_valid(reader->png, reader->info, PNG_INFO_tRNS) != 0;
}

static bool is_interlaced(const png_reader *reader) {
    return png_get_interlace_type(reader->png, reader->info) != PNG_INTERLACE_NONE;
}

/// EXIF of this file, before or behind the pixels; 1 when there is none, or none that can be read.
static int orientation_of(const png_chunks *chunks, unsigned *oddities) {
    if (chunks->exif == NULL) return 1;
    const int orientation = patchlens_exif_orientation(chunks->exif, chunks->exif_count);
    if (orientation == 0) *oddities |= PATCHLENS_ODDITY_EXIF;
    return orientation == 0 ? 1 : orientation;
}

/// The reader belongs to the caller of this function, not to it: C leaves a function's own variables undefined after a
/// jump back into it. The same holds for `decode` below.
static void inspect(png_reader *reader, patchlens_picture_header *header) {
    if (setjmp(png_jmpbuf(reader->png)) != 0) return;
    read_info(reader);
    header->height = png_get_image_height(reader->png, reader->info);
    header->width = png_get_image_width(reader->png, reader->info);
    header->orientation = orientation_of(&reader->chunks, &header->oddities);
    if (reader->chunks.frames > 0) header->oddities |= PATCHLENS_ODDITY_ANIMATED;
    // libpng's own rows: two as stored, one as transformed, at most 8 bytes a pixel each.
    header->working_bytes = 24 * (uint64_t)header->width;
    if (has_alpha(reader))
        header->working_bytes += 4 * (uint64_t)header->width * (is_interlaced(reader) ? header->height : 1);
}

patchlens_decoding_outcome
patchlens_png_read_header(const uint8_t *bytes, size_t count, patchlens_picture_header *header) {
    patchlens_decoding_outcome outcome = {PATCHLENS_DECODING_SUCCEEDED, ""};
    png_reader reader = {
        .bytes = bytes, .count = count, .outcome = &outcome, .chunks = find_png_chunks(bytes, count)};
    memset(header, 0, sizeof *header);
    if (open_reader(&reader)) inspect(&reader, header);
    close_reader(&reader);
    return outcome;
}

/// Asks libpng for RGB of 8 bits, or RGBA where there is transparency, whatever the file holds.
static void set_transforms(png_reader *reader) {
    png_set_expand(reader->png);
    png_set_scale_16(reader->png);
    png_set_gray_to_rgb(reader->png);
}

/// value · alpha + ground · (255 − alpha), over 255, rounded to nearest: no ties, since 255 is odd.
static uint8_t composite(unsigned value, unsigned alpha, unsigned ground) {
    return (uint8_t)((value * alpha + ground * (255 - alpha) + 127) / 255);
}

/// RGBA → RGB.
static void drop_alpha(const uint8_t *rgba, uint8_t *rgb, size_t count, patchlens_alpha_treatment treatment) {
    const unsigned ground = treatment == PATCHLENS_ALPHA_ON_WHITE ? 255 : 0;
    for (size_t pixel = 0; pixel < count; pixel++, rgba += 4, rgb += 3) {
        const unsigned alpha = treatment == PATCHLENS_ALPHA_DROPPED ? 255 : rgba[3];
        rgb[0] = composite(rgba[0], alpha, ground);
        rgb[1] = composite(rgba[1], alpha, ground);
        rgb[2] = composite(rgba[2], alpha, ground);
    }
}

/// Rows of an interlaced picture are completed over seven passes, so all of them must be at hand. Where passes will be
/// missing, each pixel also fills those to its right and below that only later passes would.
static void read_rows(png_reader *reader, patchlens_alpha_treatment treatment, uint8_t *pixels) {
    const size_t height = png_get_image_height(reader->png, reader->info);
    const size_t width = png_get_image_width(reader->png, reader->info);
    const bool interlaced = is_interlaced(reader), alpha = reader->rgba != NULL;
    const int passes = png_set_interlace_handling(reader->png);
    png_read_update_info(reader->png, reader->info);
    if (png_get_rowbytes(reader->png, reader->info) != width * (alpha ? 4 : 3))
        png_error(reader->png, "the rows do not have the size that the header promised");

    for (int pass = 0; pass < passes; pass++) {
        for (size_t y = 0; y < height; y++) {
            uint8_t *result = pixels + y * width * 3;
            uint8_t *row = !alpha ? result : interlaced ? reader->rgba + y * width * 4 : reader->rgba;
            if (reader->is_cut) {
                png_read_row(reader->png, NULL, row);
            } else {
                png_read_row(reader->png, row, NULL);
            }
            reader->rows_read++;
            stop_if_over(reader);
            if (alpha && pass == passes - 1) drop_alpha(row, result, width, treatment);
        }
    }
}

/// Memory for the rows that still have transparency, where there are any.
static void prepare_rgba(png_reader *reader, size_t height, size_t width) {
    if (!has_alpha(reader)) return;
    const size_t bytes = 4 * width * (is_interlaced(reader) ? height : 1);
    reader->rgba = malloc(bytes);
    if (reader->rgba == NULL) {
        fail(reader, PATCHLENS_DECODING_OUT_OF_MEMORY, "there is no memory for its transparency");
        png_error(reader->png, "out of memory");
    }
    if (!reader->is_cut) return;
    memset(reader->rgba, PATCHLENS_MISSING_PIXEL, bytes);
    for (size_t index = 3; index < bytes; index += 4) reader->rgba[index] = 255;
}

static void decode(png_reader *reader, patchlens_alpha_treatment alpha, uint8_t *pixels, size_t capacity) {
    if (setjmp(png_jmpbuf(reader->png)) != 0) return;
    read_info(reader);
    const size_t height = png_get_image_height(reader->png, reader->info);
    const size_t width = png_get_image_width(reader->png, reader->info);
    if (capacity / 3 / width < height) png_error(reader->png, "the picture is larger than its header said");
    prepare_rgba(reader, height, width);
    if (reader->is_cut) memset(pixels, PATCHLENS_MISSING_PIXEL, 3 * height * width);
    set_transforms(reader);
    read_rows(reader, alpha, pixels);
    png_read_end(reader->png, NULL);
}

/// Makes a success of a failure for want of bytes, where there are pixels to show.
static void accept_cut(png_reader *reader, patchlens_alpha_treatment alpha, uint8_t *pixels, unsigned *oddities) {
    if (reader->outcome->status != PATCHLENS_DECODING_TRUNCATED || reader->rows_read == 0) return;
    // Rows in one pass have lost it as they came.
    if (reader->rgba != NULL && is_interlaced(reader)) {
        const size_t height = png_get_image_height(reader->png, reader->info);
        drop_alpha(reader->rgba, pixels, height * png_get_image_width(reader->png, reader->info), alpha);
    }
    *reader->outcome = (patchlens_decoding_outcome){PATCHLENS_DECODING_SUCCEEDED, ""};
    *oddities |= PATCHLENS_ODDITY_TRUNCATED;
}

patchlens_decoding_outcome patchlens_png_decode(
    const uint8_t *bytes, size_t count, patchlens_alpha_treatment alpha, int allows_truncated,
    patchlens_deadline deadline, uint8_t *pixels, size_t capacity, unsigned *oddities
) {
    patchlens_decoding_outcome outcome = {PATCHLENS_DECODING_SUCCEEDED, ""};
    png_reader reader = {
        .bytes = bytes, .count = count, .outcome = &outcome, .chunks = find_png_chunks(bytes, count)};
    reader.deadline = deadline;
    reader.is_cut = allows_truncated && !reader.chunks.has_end;
    if (open_reader(&reader)) decode(&reader, alpha, pixels, capacity);
    if (reader.is_cut) accept_cut(&reader, alpha, pixels, oddities);
    close_reader(&reader);
    return outcome;
}
