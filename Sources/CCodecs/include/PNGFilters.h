#ifndef PATCHLENS_PNG_FILTERS_H
#define PATCHLENS_PNG_FILTERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The row filters of PNG, by the numbers the format gives them (RFC 2083, section 6).
typedef enum {
    patchlens_png_filter_sub = 1,
    patchlens_png_filter_up = 2,
    patchlens_png_filter_average = 3,
    patchlens_png_filter_paeth = 4,
} patchlens_png_filter;

enum {
    /// Bytes of an RGB pixel, and so how far back the left neighbour of a byte lies.
    PATCHLENS_PNG_PIXEL_SIZE = 3,
};

/// residuals[i] = row[i] − what the filter predicts for it, modulo 256, for `count` bytes of RGB.
/// Both rows are read from three bytes before the first on; left of a picture these are 0, as is the row above the
/// first. `residuals` overlaps neither.
void patchlens_png_filter_bytes(patchlens_png_filter filter, const uint8_t *row, const uint8_t *above, int64_t count,
                                uint8_t *residuals);

/// The sum of the residuals' magnitudes as signed bytes: the measure by which PNG's authors choose a filter.
uint64_t patchlens_png_magnitude(const uint8_t *residuals, int64_t count);

/// The filter whose residuals are smallest, as judged by all of the row or by pieces spread over it.
patchlens_png_filter patchlens_png_best_filter(const uint8_t *row, const uint8_t *above, int64_t count);

/// What the filters are tested against: the definitions, a byte at a time.
void patchlens_png_filter_bytes_plain(patchlens_png_filter filter, const uint8_t *row, const uint8_t *above,
                                      int64_t count, uint8_t *residuals);
uint64_t patchlens_png_magnitude_plain(const uint8_t *residuals, int64_t count);

#ifdef __cplusplus
}
#endif

#endif
