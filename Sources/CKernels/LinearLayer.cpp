#include "LinearLayer.h"

#include "HotKernels.h"
#include "MatrixProduct.h"
#include "RowTiles.h"
#include "Scratch.h"
#include "StageSpan.h"
#include "ThreadPool.h"

#include <atomic>
#include <cstdio>
#include <exception>

struct patchlens_linear {
    std::unique_ptr<MatrixProduct> product;
    int64_t outputs, inputs;
};

namespace {

/// The tile's rows normalised, or the rows themselves where there is no norm.
const float *normalized(const float *rows, int64_t count, int64_t channels, const patchlens_norm *norm) {
    if (!norm) return rows;
    StageSpan span(patchlens_stage_norm);
    float *result = scratch_floats(ScratchPurpose::normalized, count * channels);
    hot_kernels().layer_norm(rows, count, channels, norm->weight, norm->bias, norm->epsilon, result);
    return result;
}

/// As this layer's product takes them, in memory of the thread's own.
const void *prepared(const patchlens_linear &layer, const float *rows, int64_t count, bool activated = false) {
    StageSpan span(activated ? patchlens_stage_gelu : patchlens_stage_rounding);
    void *memory = scratch_memory(ScratchPurpose::prepared, layer.product->prepared_bytes(count));
    return layer.product->prepare(rows, count, activated, memory);
}

void multiply(const patchlens_linear &layer, const void *input, int64_t rows, bool add, float *output) {
    StageSpan span(patchlens_stage_product);
    layer.product->multiply(input, rows, add, output);
}

void finish(const patchlens_linear &layer, const void *input, int64_t rows, patchlens_epilogue epilogue,
            float *output) {
    multiply(layer, input, rows, epilogue == patchlens_epilogue_add, output);
    if (epilogue != patchlens_epilogue_gelu) return;
    StageSpan span(patchlens_stage_gelu);
    hot_kernels().gelu(output, rows * layer.outputs);
}

/// Memory that is short must not pass through a thread's end or into Swift.
template <typename Step>
void guarded(std::atomic<bool> &failed, Step step) {
    try {
        step();
    } catch (const std::exception &) {
        failed = true;
    }
}

struct ProjectionRun {
    const float *input;
    RowTiles tiles;
    const patchlens_norm *norm;
    const patchlens_projection *projections;
    int64_t count;
    std::atomic<bool> failed{false};

    static void run_tile(void *context, int64_t task) {
        auto &run = *static_cast<ProjectionRun *>(context);
        guarded(run.failed, [&] { run.project(run.tiles.tile(task)); });
    }

    void project(RowTile tile) const {
        const patchlens_linear &first = *projections[0].layer;
        const float *from = normalized(input + tile.first * first.inputs, tile.count, first.inputs, norm);
        const void *rows = nullptr;
        for (int64_t i = 0; i < count; i++) {
            const patchlens_linear &layer = *projections[i].layer;
            if (!rows || layer.product->preparation() != projections[i - 1].layer->product->preparation())
                rows = prepared(layer, from, tile.count);
            float *to = projections[i].output + tile.first * layer.outputs;
            finish(layer, rows, tile.count, projections[i].epilogue, to);
        }
    }
};

struct FeedForwardRun {
    float *tokens;
    RowTiles tiles;
    const patchlens_norm *norm;
    const patchlens_linear &expansion, &contraction;
    std::atomic<bool> failed{false};

    static void run_tile(void *context, int64_t task) {
        auto &run = *static_cast<FeedForwardRun *>(context);
        guarded(run.failed, [&] { run.feed_forward(run.tiles.tile(task)); });
    }

    void feed_forward(RowTile tile) const {
        float *to = tokens + tile.first * expansion.inputs;
        const float *from = normalized(to, tile.count, expansion.inputs, norm);
        float *hidden = scratch_floats(ScratchPurpose::hidden, tile.count * expansion.outputs);
        const void *input = prepared(expansion, from, tile.count);
        multiply(expansion, input, tile.count, false, hidden);
        // GELU on the way to the second product, while each value is in a register anyway.
        const void *activations = prepared(contraction, hidden, tile.count, true);
        multiply(contraction, activations, tile.count, true, to);
    }
};

}  // namespace

extern "C" int patchlens_precision_available(patchlens_precision precision) {
    return MatrixProduct::is_available(precision);
}

extern "C" patchlens_linear *patchlens_linear_create(const float *weight, const float *bias, int64_t outputs,
                                                     int64_t inputs, patchlens_precision precision, char *message,
                                                     int64_t message_size) {
    try {
        return new patchlens_linear{MatrixProduct::pack(weight, bias, outputs, inputs, precision), outputs, inputs};
    } catch (const std::exception &error) {
        snprintf(message, static_cast<size_t>(message_size), "%s", error.what());
        return nullptr;
    }
}

extern "C" void patchlens_linear_destroy(patchlens_linear *layer) { delete layer; }

extern "C" int patchlens_project(const float *input, int64_t rows, const patchlens_norm *norm,
                                 const patchlens_projection *projections, int64_t count, int threads) {
    ProjectionRun run{input, RowTiles(rows, threads), norm, projections, count};
    patchlens_parallel(run.tiles.count, threads, ProjectionRun::run_tile, &run);
    return run.failed ? 1 : 0;
}

extern "C" int patchlens_feed_forward(float *tokens, int64_t rows, const patchlens_norm *norm,
                                      const patchlens_linear *expansion, const patchlens_linear *contraction,
                                      int threads) {
    FeedForwardRun run{tokens, RowTiles(rows, threads), norm, *expansion, *contraction};
    patchlens_parallel(run.tiles.count, threads, FeedForwardRun::run_tile, &run);
    return run.failed ? 1 : 0;
}
