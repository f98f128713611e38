#ifndef PATCHLENS_ATTENTION_STATISTICS_H
#define PATCHLENS_ATTENTION_STATISTICS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Some rows of the attention of every head, (heads, rows, keys): the Queries are neighbouring patches of a grid.
typedef struct {
    const float *probabilities;
    int64_t heads, rows, keys;
    /// Keys before the patches; keys = prefix + grid_rows · grid_columns.
    int64_t prefix, grid_rows, grid_columns;
    /// The number of the first row's patch, row-major over the grid.
    int64_t first_patch;
} patchlens_attention_rows;

/// −Σ_key p ln p of each row over all keys, in nats, 0 ln 0 being 0. `entropies` is (heads, rows).
void patchlens_attention_entropies(const patchlens_attention_rows *attention, float *entropies, int threads);

/// Σ_key p · d(query, key) of each row over the patches, divided by their Σ_key p if `renormalized`; 0 for a row with
/// nothing on patches. `distances` is (grid_rows, 2 · grid_columns − 1): that of a patch so many rows and, less
/// grid_columns − 1, columns away. `means` is (heads, rows).
void patchlens_attention_distances(const patchlens_attention_rows *attention, const float *distances, int renormalized,
                                   float *means, int threads);

/// What these are tested against: summed in double, key by key.
void patchlens_attention_entropies_plain(const patchlens_attention_rows *attention, float *entropies);
void patchlens_attention_distances_plain(const patchlens_attention_rows *attention, const float *distances,
                                         int renormalized, float *means);
/// By one of the instruction sets, counted from the best.
void patchlens_attention_entropies_on(int set, const patchlens_attention_rows *attention, float *entropies);
void patchlens_attention_distances_on(int set, const patchlens_attention_rows *attention, const float *distances,
                                      int renormalized, float *means);

#ifdef __cplusplus
}
#endif

#endif
