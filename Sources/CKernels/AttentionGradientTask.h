#ifndef PATCHLENS_ATTENTION_GRADIENT_TASK_H
#define PATCHLENS_ATTENTION_GRADIENT_TASK_H

#include "AttentionGradient.h"

#include <cstdint>

/// Some Keys of one head, and all Queries.
struct AttentionGradientTask {
    const patchlens_attention_gradient &gradient;
    int64_t head, first_key, key_count;
    /// Weights of the Queries as the tile multiplies by them; NULL where no relevance is wanted.
    const float *weights;
    /// This task's part of ∂Q: a tile of Queries after the other, each (dimension, lanes of the tile); NULL where
    /// there are no gradients wanted.
    float *query_sums;
    /// This task's part of the relevance, (key_count), written.
    double *relevance;
    float *scratch;
};

#endif
