// Writes one picture as PNG by PatchLens or by libpng, and says what that took; called by compare_png.py.
//
//   png-benchmark ENCODER HEIGHT WIDTH PIXELS OUTPUT ROUNDS
//
// PIXELS holds HEIGHT × WIDTH × 3 bytes. OUTPUT is written once, for its size and for those who read it again; the
// rounds, each printed as milliseconds of processor time, write to nowhere, so that no disk is measured.

// The clock and fdopen are POSIX's, which plain C17 hides.
#define _POSIX_C_SOURCE 200809L

#include <PNGEncoding.h>

#include <fcntl.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

typedef struct {
    const uint8_t *pixels;
    int64_t height, width;
} picture;

/// An encoder by name; libpng's are told by level, strategy of zlib, and filters.
typedef struct {
    const char *name;
    int is_libpng, effort, level, strategy, filters;
} encoder;

static const encoder encoders[] = {
    {"patchlens-fast", 0, patchlens_png_fast, 0, 0, 0},
    {"patchlens-small", 0, patchlens_png_small, 0, 0, 0},
    {"libpng-rle-paeth", 1, 0, 1, Z_RLE, PNG_FILTER_PAETH},
    {"libpng-huffman-paeth", 1, 0, 1, Z_HUFFMAN_ONLY, PNG_FILTER_PAETH},
    {"libpng-1-sub", 1, 0, 1, Z_FILTERED, PNG_FILTER_SUB},
    {"libpng-6", 1, 0, 6, Z_FILTERED, PNG_ALL_FILTERS},
    {"libpng-9", 1, 0, 9, Z_FILTERED, PNG_ALL_FILTERS},
};

static int encode_by_patchlens(const encoder *encoder, picture picture, int file) {
    patchlens_png_encoder *const png = patchlens_png_encoder_create(file);
    if (png == NULL) return 1;
    int status = patchlens_png_encoder_begin(png, picture.height, picture.width, (patchlens_png_effort)encoder->effort);
    for (int64_t row = 0; row < picture.height && status == 0; row++) {
        status = patchlens_png_encoder_write_row(png, picture.pixels + row * picture.width * 3);
    }
    if (status == 0) status = patchlens_png_encoder_finish(png);
    if (status != 0) fprintf(stderr, "%s\n", patchlens_png_encoder_message(png));
    patchlens_png_encoder_destroy(png);
    return status;
}

static int encode_by_libpng(const encoder *encoder, picture picture, int file) {
    FILE *const stream = fdopen(dup(file), "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png == NULL ? NULL : png_create_info_struct(png);
    if (stream == NULL || info == NULL) return 1;
    // libpng has said what is wrong.
    if (setjmp(png_jmpbuf(png)) != 0) return 1;
    png_init_io(png, stream);
    png_set_IHDR(png, info, (png_uint_32)picture.width, (png_uint_32)picture.height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, encoder->level);
    png_set_compression_strategy(png, encoder->strategy);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, encoder->filters);
    png_write_info(png, info);
    for (int64_t row = 0; row < picture.height; row++) png_write_row(png, picture.pixels + row * picture.width * 3);
    png_write_end(png, NULL);
    png_destroy_write_struct(&png, &info);
    return fclose(stream);
}

static int encode(const encoder *encoder, picture picture, int file) {
    if (file < 0) return 1;
    const int status =
        encoder->is_libpng ? encode_by_libpng(encoder, picture, file) : encode_by_patchlens(encoder, picture, file);
    return close(file) != 0 || status != 0;
}

static double processor_milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static const encoder *encoder_named(const char *name) {
    for (size_t index = 0; index < sizeof(encoders) / sizeof(*encoders); index++) {
        if (strcmp(encoders[index].name, name) == 0) return &encoders[index];
    }
    return NULL;
}

static uint8_t *bytes_of(const char *path, size_t count) {
    uint8_t *const bytes = malloc(count);
    FILE *const file = fopen(path, "rb");
    const int is_read = bytes != NULL && file != NULL && fread(bytes, 1, count, file) == count;
    if (file != NULL) fclose(file);
    return is_read ? bytes : NULL;
}

int main(int count, char **arguments) {
    const encoder *const encoder = count == 7 ? encoder_named(arguments[1]) : NULL;
    if (encoder == NULL) {
        fprintf(stderr, "usage: png-benchmark ENCODER HEIGHT WIDTH PIXELS OUTPUT ROUNDS\n");
        return 64;
    }
    picture picture = {.height = atoll(arguments[2]), .width = atoll(arguments[3])};
    picture.pixels = bytes_of(arguments[4], (size_t)(picture.height * picture.width * 3));
    if (picture.pixels == NULL) {
        perror(arguments[4]);
        return 1;
    }
    if (encode(encoder, picture, open(arguments[5], O_WRONLY | O_CREAT | O_TRUNC, 0666)) != 0) return 1;
    for (int round = 0; round < atoi(arguments[6]); round++) {
        const double start = processor_milliseconds();
        if (encode(encoder, picture, open("/dev/null", O_WRONLY)) != 0) return 1;
        printf("%.3f\n", processor_milliseconds() - start);
    }
    return 0;
}
