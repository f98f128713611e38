#include "LinearLayer.h"

#include "Float32Products.h"
#include "InstructionSets.h"
#include "LayerSteps.h"
#include "RowTiles.h"
#include "ThreadPool.h"

#include <cstdio>
#include <utility>

namespace {

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
            bool add = projections[i].epilogue == patchlens_epilogue_add;
            multiply(layer, rows, tile.count, add, projections[i].output + tile.first * layer.outputs);
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

extern "C" patchlens_linear *patchlens_linear_create_on(int set, int by_strassen, const float *weight,
                                                        const float *bias, int64_t outputs, int64_t inputs) {
    if (by_strassen && (outputs % 2 != 0 || inputs % 2 != 0)) return nullptr;
    const HotKernels &kernels = kernels_of_set(set);
    try {
        auto product = by_strassen ? strassen_product(weight, bias, outputs, inputs, kernels)
                                   : panel_product(weight, bias, outputs, inputs, kernels);
        return new patchlens_linear{std::move(product), outputs, inputs};
    } catch (const std::exception &) {
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
