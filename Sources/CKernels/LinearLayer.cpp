#include "LinearLayer.h"

#include "LayerSteps.h"
#include "RowTiles.h"
#include "ThreadPool.h"

#include <cstdio>

namespace {

void finish(const patchlens_linear &layer, const void *input, int64_t rows, patchlens_epilogue epilogue,
            float *output) {
    multiply(layer, input, rows, epilogue == patchlens_epilogue_add, output);
    if (epilogue != patchlens_epilogue_gelu) return;
    StageSpan span(patchlens_stage_gelu);
    hot_kernels().gelu(output, rows * layer.outputs);
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
            if (!rows || !share_preparation(layer, *projections[i - 1].layer))
                rows = prepared(layer, from, tile.count);
            float *to = projections[i].output + tile.first * layer.outputs;
            finish(layer, rows, tile.count, projections[i].epilogue, to);
        }
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
