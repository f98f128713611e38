#ifndef PATCHLENS_FEED_FORWARD_H
#define PATCHLENS_FEED_FORWARD_H

#include "Activation.h"
#include "LinearLayer.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The feed-forward part of a block: contraction(inner_norm(activation(expansion(norm(x))) · value(norm(x)))).
typedef struct {
    /// Of the tokens, before the maps.
    const patchlens_norm *norm;
    const patchlens_linear *expansion;
    /// What the activations are multiplied by, element by element: a gated linear unit (Shazeer 2020), whose gate is
    /// `expansion`. Of the same sizes and precision as that; NULL where there is no gate.
    const patchlens_linear *value;
    patchlens_activation activation;
    /// Of the hidden values, before the contraction; NULL for none.
    const patchlens_norm *inner_norm;
    const patchlens_linear *contraction;
} patchlens_mlp;

/// tokens = tokens + mlp(tokens), a tile of rows through all steps at once, while it is in the cache; `tokens` is
/// (rows, channels), contiguous. The result does not depend on the number of threads. Nonzero when memory is short.
int patchlens_feed_forward(float *tokens, int64_t rows, const patchlens_mlp *mlp, int threads);

#ifdef __cplusplus
}
#endif

#endif
