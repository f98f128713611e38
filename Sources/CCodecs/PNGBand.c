#include "PNGBand.h"

#include "PNGCompression.h"
#include "PNGFilters.h"

#include <stdlib.h>
#include <string.h>

enum {
    BYTES_A_PIXEL = PATCHLENS_PNG_PIXEL_SIZE,
    /// Filtered bytes of a band, as nearly as whole rows come to it. Each band costs 17 bytes, and one row that is
    /// drawn twice where bands are made side by side; 4 megapixels have some fifty.
    BAND = 4 * DEFLATE_BLOCK,
    /// Zeros before a row: the filters look at the pixel left of the first.
    ROW_MARGIN = 64,
    BEFORE_CONTENTS = 2 * PNG_CHUNK_FIELD + ZLIB_HEADER,
    AFTER_CONTENTS = ZLIB_CHECKSUM + PNG_CHUNK_FIELD,
};

struct patchlens_png_band {
    int64_t row_length;
    /// This row and the one above, in turns; ROW_MARGIN bytes before each are 0, as is the row above the first.
    uint8_t *row, *above;
    uint8_t *rows;
    /// Rows that were taken as lying above the band.
    int64_t lead_rows;
    int begins_at_top;
    /// NULL for the effort `fast`.
    match_search *search;
    /// What the band becomes, BEFORE_CONTENTS from its beginning on.
    uint8_t *output;
    int64_t length;
    int is_last;
    png_compression compression;
};

// MARK: - How a picture is cut

static int64_t filtered_length(int64_t width) { return width * BYTES_A_PIXEL + 1; }

int64_t patchlens_png_band_height(int64_t width) {
    const int64_t rows = BAND / filtered_length(width);
    return rows > 0 ? rows : 1;
}

int64_t patchlens_png_band_lead(int64_t width, patchlens_png_effort effort) {
    // One for the filters; and before the residuals that matches can reach, one more for theirs.
    const int64_t length = filtered_length(width);
    return effort == patchlens_png_fast ? 1 : 1 + (HISTORY + length - 1) / length;
}

// MARK: - Memory

static int allocate(patchlens_png_band *band, int64_t width, patchlens_png_effort effort) {
    const size_t size = ROW_MARGIN + (size_t)band->row_length;
    const int64_t bound = compression_bound(patchlens_png_band_height(width) * filtered_length(width));
    band->rows = calloc(2, size);
    band->output = malloc((size_t)bound + BEFORE_CONTENTS + AFTER_CONTENTS);
    if (effort == patchlens_png_small) band->search = create_match_search();
    if (band->rows == NULL || band->output == NULL) return 1;
    band->row = band->rows + ROW_MARGIN;
    band->above = band->row + size;
    return effort == patchlens_png_small && band->search == NULL;
}

patchlens_png_band *patchlens_png_band_create(int64_t width, patchlens_png_effort effort) {
    patchlens_png_band *band = malloc(sizeof(patchlens_png_band));
    if (band == NULL) return NULL;
    // All but the buffers, whose pages are left alone until they are needed.
    memset(band, 0, offsetof(patchlens_png_band, compression));
    band->row_length = width * BYTES_A_PIXEL;
    if (allocate(band, width, effort) != 0) {
        patchlens_png_band_destroy(band);
        return NULL;
    }
    patchlens_png_band_begin(band, 1);
    return band;
}

void patchlens_png_band_destroy(patchlens_png_band *band) {
    if (band == NULL) return;
    destroy_match_search(band->search);
    free(band->rows);
    free(band->output);
    free(band);
}

// MARK: - Rows

void patchlens_png_band_begin(patchlens_png_band *band, int is_top) {
    band->begins_at_top = is_top;
    band->lead_rows = 0;
    memset(band->above, 0, (size_t)band->row_length);
    begin_compression(&band->compression, band->search);
    begin_stretch(&band->compression, band->output + BEFORE_CONTENTS);
}

void patchlens_png_band_begin_below(patchlens_png_band *band) {
    begin_stretch(&band->compression, band->output + BEFORE_CONTENTS);
}

uint8_t *patchlens_png_band_next_row(patchlens_png_band *band) { return band->row; }

static void swap_rows(patchlens_png_band *band) {
    uint8_t *const above = band->row;
    band->row = band->above;
    band->above = above;
}

/// Room for `wanted` bytes or, where the block ends, for some of them.
static uint8_t *room_for(png_compression *compression, int64_t wanted, int64_t *room) {
    uint8_t *const bytes = compression_room(compression, room);
    if (*room > wanted) *room = wanted;
    return bytes;
}

/// Filters the row, and hands what that gives on piece by piece.
static void filter_row(patchlens_png_band *band, void (*take)(png_compression *, int64_t)) {
    const int64_t length = band->row_length;
    const patchlens_png_filter filter = patchlens_png_best_filter(band->row, band->above, length);
    int64_t room = 0;
    *room_for(&band->compression, 1, &room) = (uint8_t)filter;
    take(&band->compression, 1);
    for (int64_t first = 0; first < length; first += room) {
        uint8_t *const bytes = room_for(&band->compression, length - first, &room);
        patchlens_png_filter_bytes(filter, band->row + first, band->above + first, room, bytes);
        take(&band->compression, room);
    }
}

void patchlens_png_band_add_lead(patchlens_png_band *band) {
    // The residuals of a row whose upper neighbour is not known are not those of the file.
    const int is_known = band->begins_at_top || band->lead_rows > 0;
    if (band->search != NULL && is_known) filter_row(band, add_history);
    band->lead_rows++;
    swap_rows(band);
}

void patchlens_png_band_add_row(patchlens_png_band *band) {
    filter_row(band, add_to_compression);
    swap_rows(band);
}

void patchlens_png_band_finish(patchlens_png_band *band, int is_last) {
    band->is_last = is_last;
    band->length = end_stretch(&band->compression, band->output + BEFORE_CONTENTS, is_last);
}

// MARK: - The result

png_stretch stretch_of_band(const patchlens_png_band *band) {
    return (png_stretch){
        .contents = band->output + BEFORE_CONTENTS,
        .length = band->length,
        .adler = band->compression.adler,
        .filtered = band->compression.count,
        .is_last = band->is_last,
    };
}

void put_zlib_header(uint8_t *bytes, patchlens_png_effort effort) {
    // Deflate with a window of 32768 bytes, by the fastest or the best of means; together a multiple of 31.
    bytes[0] = 0x78;
    bytes[1] = effort == patchlens_png_fast ? 0x01 : 0xda;
}
