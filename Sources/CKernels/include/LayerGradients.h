#ifndef PATCHLENS_LAYER_GRADIENTS_H
#define PATCHLENS_LAYER_GRADIENTS_H

#include "FeedForward.h"
#include "LinearLayer.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The way back through linear layers of the same normalised rows: of ∂y/∂(x Wᵀ) comes ∂x = ∂y/∂(x Wᵀ) W.
typedef struct {
    /// W as a layer of its own, whose inputs are the outputs of the layer gone back through.
    const patchlens_linear *transpose;
    /// (rows, outputs of the layer), contiguous
    const float *gradient;
} patchlens_projection_gradient;

/// gradient = gradient + Σ projections[i].gradient · W, through the layer norm before them if there is one, of
/// which `input` are the rows that entered. All (rows, channels), contiguous. Nonzero when memory is short.
int patchlens_project_gradient(const float *input, int64_t rows, const patchlens_norm *norm,
                               const patchlens_projection_gradient *projections, int64_t count, float *gradient,
                               int threads);

/// The weights of a feed-forward part's layers as layers the other way.
typedef struct {
    const patchlens_linear *expansion;
    /// NULL where there is no gate.
    const patchlens_linear *value;
    const patchlens_linear *contraction;
} patchlens_mlp_transposes;

/// gradient = gradient + the gradient of mlp(tokens), by ∂y/∂(tokens + mlp(tokens)): both halves of the residual
/// connection. Hidden values are computed again, a tile of rows through all steps at once. Nonzero when memory is
/// short.
int patchlens_feed_forward_gradient(const float *tokens, int64_t rows, const patchlens_mlp *mlp,
                                    const patchlens_mlp_transposes *transposes, float *gradient, int threads);

#ifdef __cplusplus
}
#endif

#endif
