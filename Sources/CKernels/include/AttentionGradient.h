#ifndef PATCHLENS_ATTENTION_GRADIENT_H
#define PATCHLENS_ATTENTION_GRADIENT_H

#include "Attention.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What becomes of ∂y/∂output of an attention on the way back through it.
///
/// With S the scores, P = softmax(S) and O = P V, of ∂O = ∂y/∂O come ∂P = ∂O Vᵀ, ∂S = P ⊙ (∂P − rowsum(∂O ⊙ O)),
/// ∂V = Pᵀ ∂O, ∂Q = scale · ∂S K and ∂K = scale · ∂Sᵀ Q. As in FlashAttention-2 (Dao 2023), P is made again of Q, K and
/// the logarithms of its rows' sums, tile by tile.
typedef struct {
    /// As it ran: `output` and `log_sums` are read, what is recorded is not looked at. In float32, whatever it ran in.
    const patchlens_attention *attention;
    /// ∂O, (query_count, head_count · head_dimension), contiguous.
    const float *output_gradient;
    /// ∂Q, like ∂O; ∂K and ∂V, (key_count, head_count · head_dimension), contiguous. All three, or NULL for none.
    float *query_gradient, *key_gradient, *value_gradient;
    /// Whether ∂K and ∂V are added to what is there: the part of some Queries.
    int adds;
    /// One for each Query; NULL where no relevance is wanted.
    const double *weights;
    /// relevance[key] = relevance[key] + Σ_query weights[query] · mean over heads of max(0, P ∂P)(query, key): a row
    /// vector times the layer's relevance (Chefer, Gur and Wolf 2021).
    double *relevance;
} patchlens_attention_gradient;

/// In tiles, with O(tokens · channels) memory. The result does not depend on the number of threads. Nonzero when
/// memory is short.
int patchlens_attention_gradient_run(const patchlens_attention_gradient *gradient, int threads);

/// ∂P = ∂O Vᵀ of all Queries, (head_count, query_count, key_count). Of the attention only Values and sizes are looked
/// at. Nonzero when memory is short.
int patchlens_probability_gradients(const patchlens_attention *attention, const float *output_gradient, float *result,
                                    int threads);

/// What they are tested against: in double, P and ∂P of one Query after the other. `log_sums` and `output` are not
/// needed.
void patchlens_attention_gradient_plain(const patchlens_attention_gradient *gradient);
void patchlens_probability_gradients_plain(const patchlens_attention *attention, const float *output_gradient,
                                           float *result);

#ifdef __cplusplus
}
#endif

#endif
