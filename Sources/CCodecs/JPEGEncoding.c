#include "JPEGEncoding.h"

#include <stdio.h>

#include <jpeglib.h>

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/// One file being encoded. It belongs to the caller of the function that jumps: C leaves that one's own variables
/// undefined.
typedef struct {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr destination;
    jmp_buf escape;
    uint8_t *bytes;
    size_t count, capacity;
} jpeg_writer;

/// What most pictures of a megapixel need, so that few files are copied on the way.
enum { FIRST_CAPACITY = 1 << 18 };

/// libjpeg's own ends the process.
static _Noreturn void on_error(j_common_ptr jpeg) { longjmp(((jpeg_writer *)jpeg->client_data)->escape, 1); }

static void on_message(j_common_ptr jpeg, int level) {
    (void)jpeg;
    (void)level;
}

// The file grows in memory that is the writer's at every moment. libjpeg's own destination (jpeg_mem_dest) frees the
// first memory when it takes larger, but leaves its caller the address of the first until the file is done: whoever
// frees that after an error frees it twice.

/// Memory that is short ends the encoding; what there was is the writer's still.
static boolean grow(j_compress_ptr jpeg) {
    jpeg_writer *writer = jpeg->client_data;
    const size_t capacity = writer->capacity > 0 ? 2 * writer->capacity : FIRST_CAPACITY;
    uint8_t *bytes = realloc(writer->bytes, capacity);
    if (bytes == NULL) on_error((j_common_ptr)jpeg);
    jpeg->dest->next_output_byte = bytes + writer->capacity;
    jpeg->dest->free_in_buffer = capacity - writer->capacity;
    writer->bytes = bytes;
    writer->capacity = capacity;
    return TRUE;
}

static void begin(j_compress_ptr jpeg) { grow(jpeg); }

static void finish(j_compress_ptr jpeg) {
    jpeg_writer *writer = jpeg->client_data;
    writer->count = writer->capacity - jpeg->dest->free_in_buffer;
}

static int encode(jpeg_writer *writer, const uint8_t *pixels, JDIMENSION height, JDIMENSION width, int quality) {
    if (setjmp(writer->escape) != 0) return 0;
    jpeg_create_compress(&writer->jpeg);
    writer->jpeg.dest = &writer->destination;
    writer->jpeg.image_height = height;
    writer->jpeg.image_width = width;
    writer->jpeg.input_components = 3;
    writer->jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&writer->jpeg);
    jpeg_set_quality(&writer->jpeg, quality, TRUE);
    jpeg_start_compress(&writer->jpeg, TRUE);
    while (writer->jpeg.next_scanline < height) {
        JSAMPROW row = (JSAMPROW)(pixels + (size_t)writer->jpeg.next_scanline * width * 3);
        jpeg_write_scanlines(&writer->jpeg, &row, 1);
    }
    jpeg_finish_compress(&writer->jpeg);
    return 1;
}

uint8_t *patchlens_jpeg_encode(const uint8_t *pixels, int64_t height, int64_t width, int quality, size_t *count) {
    if (height < 1 || width < 1 || height > JPEG_MAX_DIMENSION || width > JPEG_MAX_DIMENSION) return NULL;
    jpeg_writer writer;
    memset(&writer, 0, sizeof writer);
    writer.jpeg.err = jpeg_std_error(&writer.errors);
    writer.jpeg.client_data = &writer;
    writer.errors.error_exit = on_error;
    writer.errors.emit_message = on_message;
    writer.destination.init_destination = begin;
    writer.destination.empty_output_buffer = grow;
    writer.destination.term_destination = finish;
    const int is_done = encode(&writer, pixels, (JDIMENSION)height, (JDIMENSION)width, quality);
    jpeg_destroy_compress(&writer.jpeg);
    if (!is_done) {
        free(writer.bytes);
        return NULL;
    }
    *count = writer.count;
    return writer.bytes;
}
