#include "JPEGDecoding.h"

#include "EXIF.h"
#include "JPEGSegments.h"

#include <stdio.h>

#include <jpeglib.h>

#include <jerror.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// One file being decoded, and everything that must be freed however it ends.
typedef struct {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    patchlens_decoding_outcome *outcome;
    /// Whether a file that ends among its pixels is to be decoded, and whether this one does.
    bool allows_truncated;
    bool is_truncated;
    patchlens_deadline deadline;
    /// Components that a scan brought, a bit each in the frame's order; of a progressive file, their means.
    unsigned components_found;
    /// One row of CMYK; NULL when rows can go straight to the result.
    uint8_t *cmyk;
} jpeg_reader;

static _Noreturn void fail(jpeg_reader *reader, patchlens_decoding_status status) {
    reader->outcome->status = status;
    reader->errors.format_message((j_common_ptr)&reader->jpeg, reader->outcome->message);
    longjmp(reader->escape, 1);
}

static _Noreturn void fail_with(jpeg_reader *reader, patchlens_decoding_status status, const char *message) {
    reader->outcome->status = status;
    snprintf(reader->outcome->message, sizeof reader->outcome->message, "%s", message);
    longjmp(reader->escape, 1);
}

/// libjpeg's own ends the process.
static _Noreturn void on_error(j_common_ptr jpeg) {
    jpeg_reader *reader = jpeg->client_data;
    switch (jpeg->err->msg_code) {
    case JERR_OUT_OF_MEMORY: fail(reader, PATCHLENS_DECODING_OUT_OF_MEMORY);
    case JERR_INPUT_EMPTY:
    case JERR_INPUT_EOF: fail(reader, PATCHLENS_DECODING_TRUNCATED);
    case JERR_BAD_PRECISION:
        fail_with(reader, PATCHLENS_DECODING_UNSUPPORTED, "its samples do not have 8 bits, the only depth decoded");
    case JERR_ARITH_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED: fail(reader, PATCHLENS_DECODING_UNSUPPORTED);
    default: fail(reader, PATCHLENS_DECODING_CORRUPT);
    }
}

/// A level below zero is a warning, above it a trace. libjpeg warns where it invents pixels, and of oddities that
/// change none: those are named here, everything else is an error. Bytes between segments are such an oddity: cameras
/// leave some.
static void on_message(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    jpeg_reader *reader = jpeg->client_data;
    // What it warns of behind the end follows from the end.
    if (reader->is_truncated) return;
    switch (jpeg->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_NOT_SEQUENTIAL: return;
    case JWRN_JPEG_EOF:
        reader->is_truncated = reader->allows_truncated;
        if (reader->is_truncated) return;
        fail_with(reader, PATCHLENS_DECODING_TRUNCATED, "the file ends before its picture does");
    default: fail(reader, PATCHLENS_DECODING_CORRUPT);
    }
}

/// The scan that is read now; only its mean is what a component of a progressive file must have (T.81, G.1.1.1).
static void note_components(jpeg_reader *reader) {
    const struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    if (jpeg->progressive_mode && jpeg->Ss != 0) return;
    for (int index = 0; index < jpeg->comps_in_scan; index++)
        reader->components_found |= 1u << jpeg->cur_comp_info[index]->component_index;
}

/// Called before every row of blocks of every scan, and before every few rows of the result. The header has the number
/// of scans, for the caller to judge; this holds should libjpeg find more.
static void on_progress(j_common_ptr jpeg) {
    jpeg_reader *reader = jpeg->client_data;
    if (reader->jpeg.input_scan_number > PATCHLENS_MAXIMUM_SCANS)
        fail_with(reader, PATCHLENS_DECODING_TOO_MANY_SCANS, "it has too many scans");
    note_components(reader);
    if (patchlens_is_over(&reader->deadline))
        fail_with(reader, PATCHLENS_DECODING_OUT_OF_TIME, "it took too long");
}

/// After `setjmp`, because creating can already fail.
static void open_reader(jpeg_reader *reader, const uint8_t *bytes, size_t count) {
    jpeg_create_decompress(&reader->jpeg);
    reader->progress.progress_monitor = on_progress;
    reader->jpeg.progress = &reader->progress;
    jpeg_mem_src(&reader->jpeg, bytes, (unsigned long)count);
}

/// The error handlers stand before libjpeg is called at all; creating keeps them and the client's pointer.
static void prepare_reader(jpeg_reader *reader, patchlens_decoding_outcome *outcome) {
    memset(reader, 0, sizeof *reader);
    reader->outcome = outcome;
    reader->jpeg.err = jpeg_std_error(&reader->errors);
    reader->jpeg.client_data = reader;
    reader->errors.error_exit = on_error;
    reader->errors.emit_message = on_message;
}

static void close_reader(jpeg_reader *reader) {
    jpeg_destroy_decompress(&reader->jpeg);
    free(reader->cmyk);
}

/// The files of libjpeg-turbo 3 may have 12 or 16 bits a sample, and any number of components has a header.
static void read_header(jpeg_reader *reader) {
    jpeg_read_header(&reader->jpeg, TRUE);
    if (reader->jpeg.data_precision != 8)
        fail_with(reader, PATCHLENS_DECODING_UNSUPPORTED, "its samples do not have 8 bits, the only depth decoded");
    if (reader->jpeg.jpeg_color_space == JCS_UNKNOWN) {
        char message[80];
        snprintf(
            message, sizeof message, "its %d components are no colour space that is decoded",
            reader->jpeg.num_components);
        fail_with(reader, PATCHLENS_DECODING_UNSUPPORTED, message);
    }
}

static uint64_t rounded_up(uint64_t value, int multiple) {
    return (value + (uint64_t)multiple - 1) / (uint64_t)multiple * (uint64_t)multiple;
}

/// A picture in several scans is kept whole as coefficients, two bytes each, in blocks of 64, until the last is read.
/// Otherwise a few rows of blocks are enough.
static uint64_t working_bytes(const jpeg_reader *reader) {
    const bool whole = jpeg_has_multiple_scans((j_decompress_ptr)&reader->jpeg);
    uint64_t samples = 0;
    for (int index = 0; index < reader->jpeg.num_components; index++) {
        const jpeg_component_info *component = &reader->jpeg.comp_info[index];
        const uint64_t columns = rounded_up(component->width_in_blocks, component->h_samp_factor);
        const uint64_t rows = whole ? rounded_up(component->height_in_blocks, component->v_samp_factor)
                                    : 4 * (uint64_t)component->v_samp_factor;
        samples += 64 * columns * rows;
    }
    return 2 * samples;
}

/// The reader belongs to the caller of this function, not to it: C leaves a function's own variables undefined after a
/// jump back into it. The same holds for `decode` below.
static void inspect(jpeg_reader *reader, const uint8_t *bytes, size_t count, patchlens_picture_header *header) {
    if (setjmp(reader->escape) != 0) return;
    open_reader(reader, bytes, count);
    read_header(reader);
    header->height = reader->jpeg.image_height;
    header->width = reader->jpeg.image_width;
    const jpeg_segments segments = find_jpeg_segments(bytes, count);
    header->scans = segments.scans;
    const int orientation = segments.exif ? patchlens_exif_orientation(segments.exif, segments.exif_count) : 1;
    if (orientation == 0) header->oddities |= PATCHLENS_ODDITY_EXIF;
    header->orientation = orientation == 0 ? 1 : orientation;
    header->working_bytes = working_bytes(reader);
}

patchlens_decoding_outcome
patchlens_jpeg_read_header(const uint8_t *bytes, size_t count, patchlens_picture_header *header) {
    patchlens_decoding_outcome outcome = {PATCHLENS_DECODING_SUCCEEDED, ""};
    jpeg_reader reader;
    memset(header, 0, sizeof *header);
    prepare_reader(&reader, &outcome);
    inspect(&reader, bytes, count, header);
    close_reader(&reader);
    return outcome;
}

uint32_t patchlens_jpeg_reduced_side(uint32_t side, uint32_t denominator) {
    return side / denominator + (side % denominator != 0);
}

/// Ink over ink: each colour is its own value times the black one, over 255, rounded. All four are stored inverted.
static void cmyk_to_rgb(const uint8_t *cmyk, uint8_t *rgb, size_t count) {
    for (size_t pixel = 0; pixel < count; pixel++, cmyk += 4, rgb += 3) {
        for (int channel = 0; channel < 3; channel++)
            rgb[channel] = (uint8_t)(((unsigned)cmyk[channel] * cmyk[3] + 127) / 255);
    }
}

/// libjpeg gives no more rows than it has ready.
static void read_rgb_rows(jpeg_reader *reader, uint8_t *pixels) {
    enum { rows_asked = 16 };
    const size_t length = (size_t)reader->jpeg.output_width * 3;
    while (reader->jpeg.output_scanline < reader->jpeg.output_height) {
        const JDIMENSION left = reader->jpeg.output_height - reader->jpeg.output_scanline;
        const JDIMENSION count = left < rows_asked ? left : rows_asked;
        JSAMPROW rows[rows_asked];
        for (JDIMENSION row = 0; row < count; row++)
            rows[row] = pixels + (reader->jpeg.output_scanline + row) * length;
        jpeg_read_scanlines(&reader->jpeg, rows, count);
    }
}

static void read_cmyk_rows(jpeg_reader *reader, uint8_t *pixels) {
    const size_t width = reader->jpeg.output_width;
    while (reader->jpeg.output_scanline < reader->jpeg.output_height) {
        uint8_t *result = pixels + (size_t)reader->jpeg.output_scanline * width * 3;
        jpeg_read_scanlines(&reader->jpeg, &reader->cmyk, 1);
        cmyk_to_rgb(reader->cmyk, result, width);
    }
}

/// Asks libjpeg for RGB, or for CMYK where the file has inks: their way to RGB is ours.
static void choose_colors(jpeg_reader *reader) {
    const J_COLOR_SPACE stored = reader->jpeg.jpeg_color_space;
    const bool inks = stored == JCS_CMYK || stored == JCS_YCCK;
    reader->jpeg.out_color_space = inks ? JCS_CMYK : JCS_RGB;
    if (!inks) return;
    reader->cmyk = malloc(4 * (size_t)reader->jpeg.image_width);
    if (reader->cmyk == NULL)
        fail_with(reader, PATCHLENS_DECODING_OUT_OF_MEMORY, "there is no memory for a row");
}

/// From here on the end of the file may come; but without any pixel there is nothing to decode.
static void allow_truncated(jpeg_reader *reader) {
    if (reader->jpeg.src->bytes_in_buffer == 0)
        fail_with(reader, PATCHLENS_DECODING_TRUNCATED, "the file ends before its pixels begin");
    reader->allows_truncated = true;
}

/// After all scans: libjpeg makes up what none of them brought, and says nothing.
static void require_components(jpeg_reader *reader) {
    const unsigned all = (1u << reader->jpeg.num_components) - 1;
    if (!jpeg_has_multiple_scans(&reader->jpeg) || reader->components_found == all) return;
    if (!reader->allows_truncated)
        fail_with(reader, PATCHLENS_DECODING_TRUNCATED, "the file ends before all of its colour components");
    reader->is_truncated = true;
}

static void decode(
    jpeg_reader *reader, const uint8_t *bytes, size_t count, uint32_t denominator, int allows_truncated,
    uint8_t *pixels, size_t capacity
) {
    if (setjmp(reader->escape) != 0) return;
    open_reader(reader, bytes, allows_truncated ? find_jpeg_segments(bytes, count).whole_count : count);
    read_header(reader);
    if (allows_truncated) allow_truncated(reader);
    reader->jpeg.scale_num = 1;
    reader->jpeg.scale_denom = denominator;
    choose_colors(reader);
    jpeg_calc_output_dimensions(&reader->jpeg);
    if (capacity / 3 / reader->jpeg.output_width < reader->jpeg.output_height)
        fail_with(reader, PATCHLENS_DECODING_CORRUPT, "the picture is larger than its header said");
    jpeg_start_decompress(&reader->jpeg);
    require_components(reader);
    if (reader->cmyk) {
        read_cmyk_rows(reader, pixels);
    } else {
        read_rgb_rows(reader, pixels);
    }
    jpeg_finish_decompress(&reader->jpeg);
}

patchlens_decoding_outcome patchlens_jpeg_decode(
    const uint8_t *bytes, size_t count, uint32_t denominator, int allows_truncated, patchlens_deadline deadline,
    uint8_t *pixels, size_t capacity, unsigned *oddities
) {
    patchlens_decoding_outcome outcome = {PATCHLENS_DECODING_SUCCEEDED, ""};
    jpeg_reader reader;
    prepare_reader(&reader, &outcome);
    reader.deadline = deadline;
    decode(&reader, bytes, count, denominator, allows_truncated, pixels, capacity);
    if (reader.is_truncated) *oddities |= PATCHLENS_ODDITY_TRUNCATED;
    close_reader(&reader);
    return outcome;
}
