#ifndef PATCHLENS_VECTOR_AFFINITY_H
#define PATCHLENS_VECTOR_AFFINITY_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Vectors packed to be multiplied by each other, a tile of the N×N products at a time.
typedef struct patchlens_affinity patchlens_affinity;

/// Packs a copy of `vectors`, (count, channels) row-major. NULL when memory is short.
patchlens_affinity *patchlens_affinity_create(const float *vectors, int64_t count, int64_t channels);
void patchlens_affinity_destroy(patchlens_affinity *affinity);

/// sums[p] = Σ weights[q] over the q with ⟨x_p, x_q⟩ > threshold: a vector times the graph that has an edge wherever a
/// product is above the threshold. `vectors` are those that were packed; `weights` and `sums` have `count` elements.
///
/// A product is summed over the channels in their order, which makes ⟨x_p, x_q⟩ and ⟨x_q, x_p⟩ the same number, and the
/// graph symmetric. Nonzero when memory is short.
int patchlens_affinity_sums(const patchlens_affinity *affinity, const float *vectors, float threshold,
                            const double *weights, double *sums, int threads);

/// What it is tested against: products in double.
void patchlens_affinity_sums_plain(const float *vectors, int64_t count, int64_t channels, float threshold,
                                   const double *weights, double *sums);

#ifdef __cplusplus
}
#endif

#endif
