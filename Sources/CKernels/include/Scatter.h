#ifndef PATCHLENS_SCATTER_H
#define PATCHLENS_SCATTER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// scatter[i, j] += Σ_n (x_ni − mean_i)(x_nj − mean_j) for j ≥ i: what a covariance is a multiple of. `rows` is
/// (count, channels), `scatter` (channels, channels), of which the part below the diagonal is left as it is.
/// Each element is summed over the rows in their order, whatever the number of threads. Nonzero when memory is short.
int patchlens_add_scatter(const float *rows, int64_t count, int64_t channels, const double *mean, double *scatter,
                          int threads);

/// What it is tested against.
void patchlens_add_scatter_plain(const float *rows, int64_t count, int64_t channels, const double *mean,
                                 double *scatter);

#ifdef __cplusplus
}
#endif

#endif
