#ifndef PATCHLENS_LAYER_STEPS_H
#define PATCHLENS_LAYER_STEPS_H

#include "HotKernels.h"
#include "LinearLayer.h"
#include "MatrixProduct.h"
#include "Scratch.h"
#include "StageSpan.h"

#include <atomic>
#include <exception>
#include <memory>

struct patchlens_linear {
    std::unique_ptr<MatrixProduct> product;
    int64_t outputs, inputs;
};

// The steps that a tile of rows takes through linear layers, on the calling thread.

inline void normalize(const float *rows, int64_t count, int64_t channels, const patchlens_norm &norm, float *output) {
    StageSpan span(patchlens_stage_norm);
    hot_kernels().layer_norm(rows, count, channels, norm.weight, norm.bias, norm.epsilon, output);
}

/// The tile's rows normalised, or the rows themselves where there is no norm.
inline const float *normalized(const float *rows, int64_t count, int64_t channels, const patchlens_norm *norm) {
    if (!norm) return rows;
    float *result = scratch_floats(ScratchPurpose::normalized, count * channels);
    normalize(rows, count, channels, *norm, result);
    return result;
}

/// As this layer's product takes them, in memory of the thread's own.
inline const void *prepared(const patchlens_linear &layer, const float *rows, int64_t count, bool activated = false) {
    StageSpan span(activated ? patchlens_stage_gelu : patchlens_stage_rounding);
    void *memory = scratch_memory(ScratchPurpose::prepared, layer.product->prepared_bytes(count));
    return layer.product->prepare(rows, count, activated, memory);
}

/// Whether rows that were prepared for one layer are as the other takes them.
inline bool share_preparation(const patchlens_linear &a, const patchlens_linear &b) {
    return a.product->preparation() == b.product->preparation();
}

inline void multiply(const patchlens_linear &layer, const void *input, int64_t rows, bool add, float *output) {
    StageSpan span(patchlens_stage_product);
    layer.product->multiply(input, rows, add, output);
}

/// Memory that is short must not pass through a thread's end or into Swift.
template <typename Step>
inline void guarded(std::atomic<bool> &failed, Step step) {
    try {
        step();
    } catch (const std::exception &) {
        failed = true;
    }
}

#endif
