#include "PNGEncoding.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum {
    /// What goes to the system in one call: libpng's own pieces are a few kilobytes.
    BUFFER_SIZE = 1 << 18,
    MESSAGE_SIZE = 256,
};

struct patchlens_png_encoder {
    png_structp png;
    png_infop info;
    int file;
    int error_number;
    /// Where libpng's errors return to: set by each function here before it calls libpng, and never used after that
    /// function has returned.
    jmp_buf on_error;
    char message[MESSAGE_SIZE];
    size_t used;
    uint8_t buffer[BUFFER_SIZE];
};

static void fail(png_structp png, png_const_charp message) {
    patchlens_png_encoder *encoder = png_get_error_ptr(png);
    strncpy(encoder->message, message, MESSAGE_SIZE - 1);
    longjmp(encoder->on_error, 1);
}

/// libpng prints its warnings unless told otherwise. Those about writing concern values we have checked before.
static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void send(png_structp png, const uint8_t *bytes, size_t count) {
    patchlens_png_encoder *encoder = png_get_io_ptr(png);
    while (count > 0) {
        ssize_t written = write(encoder->file, bytes, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            // A write of nothing without an error happens on no ordinary file; it must not loop forever.
            encoder->error_number = written < 0 ? errno : EIO;
            png_error(png, "the file could not be written");
        }
        bytes += written;
        count -= (size_t)written;
    }
}

static void flush(png_structp png) {
    patchlens_png_encoder *encoder = png_get_io_ptr(png);
    size_t count = encoder->used;
    encoder->used = 0;
    send(png, encoder->buffer, count);
}

static void collect(png_structp png, png_bytep bytes, size_t count) {
    patchlens_png_encoder *encoder = png_get_io_ptr(png);
    if (count > BUFFER_SIZE - encoder->used) flush(png);
    if (count > BUFFER_SIZE) {
        send(png, bytes, count);
        return;
    }
    memcpy(encoder->buffer + encoder->used, bytes, count);
    encoder->used += count;
}

patchlens_png_encoder *patchlens_png_encoder_create(int file) {
    patchlens_png_encoder *encoder = calloc(1, sizeof(patchlens_png_encoder));
    if (encoder == NULL) return NULL;
    encoder->file = file;
    // libpng reports a version mismatch from in here, through `fail`.
    if (setjmp(encoder->on_error) == 0) {
        encoder->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, encoder, fail, ignore);
        if (encoder->png != NULL) encoder->info = png_create_info_struct(encoder->png);
        if (encoder->info != NULL) {
            png_set_write_fn(encoder->png, encoder, collect, flush);
            return encoder;
        }
    }
    patchlens_png_encoder_destroy(encoder);
    return NULL;
}

void patchlens_png_encoder_destroy(patchlens_png_encoder *encoder) {
    if (encoder == NULL) return;
    if (encoder->png != NULL) png_destroy_write_struct(&encoder->png, &encoder->info);
    free(encoder);
}

static int is_ascii(const char *text) {
    while (*text != 0) {
        if ((unsigned char)*text++ > 126) return 0;
    }
    return 1;
}

int patchlens_png_encoder_add_text(patchlens_png_encoder *encoder, const char *keyword, const char *text) {
    if (setjmp(encoder->on_error) != 0) return 1;
    png_text entry;
    memset(&entry, 0, sizeof(entry));
    // tEXt is Latin-1, iTXt is UTF-8; where both would do, more programs show the first.
    entry.compression = is_ascii(text) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    // libpng copies both and writes to neither; its structure predates const.
    entry.key = (png_charp)(uintptr_t)keyword;
    entry.text = (png_charp)(uintptr_t)text;
    png_set_text(encoder->png, encoder->info, &entry, 1);
    return 0;
}

int patchlens_png_encoder_begin(patchlens_png_encoder *encoder, int64_t height, int64_t width,
                                patchlens_png_effort effort) {
    if (setjmp(encoder->on_error) != 0) return 1;
    if (height < 1 || width < 1 || height > PNG_UINT_31_MAX || width > PNG_UINT_31_MAX) {
        png_error(encoder->png, "a side is not of 1 to 2147483647 pixels");
    }
    // libpng's own limit of a million guards readers; what we write, we have in memory.
    png_set_user_limits(encoder->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(encoder->png, encoder->info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (effort == patchlens_png_small) {
        png_set_compression_level(encoder->png, 9);
        png_set_compression_strategy(encoder->png, Z_FILTERED);
        png_set_filter(encoder->png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
    } else {
        // Measured on overlays of 4 megapixels: no slower than Sub or Up with zlib's matcher at level 1, 10 to 40 %
        // smaller, and a little smaller than level 6 in a tenth of its time.
        png_set_compression_level(encoder->png, 1);
        png_set_compression_strategy(encoder->png, Z_RLE);
        png_set_filter(encoder->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_PAETH);
    }
    png_write_info(encoder->png, encoder->info);
    return 0;
}

int patchlens_png_encoder_write_row(patchlens_png_encoder *encoder, const uint8_t *row) {
    if (setjmp(encoder->on_error) != 0) return 1;
    png_write_row(encoder->png, row);
    return 0;
}

int patchlens_png_encoder_finish(patchlens_png_encoder *encoder) {
    if (setjmp(encoder->on_error) != 0) return 1;
    png_write_end(encoder->png, NULL);
    flush(encoder->png);
    return 0;
}

const char *patchlens_png_encoder_message(const patchlens_png_encoder *encoder) { return encoder->message; }

int patchlens_png_encoder_error_number(const patchlens_png_encoder *encoder) { return encoder->error_number; }
