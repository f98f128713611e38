#include "RowKernels.h"

#include "HotKernels.h"
#include "RowTiles.h"
#include "StageSpan.h"
#include "ThreadPool.h"

#include <cmath>
#include <cstddef>
#include <vector>

namespace {

struct LayerNormRun {
    const float *input, *weight, *bias;
    float *output;
    RowTiles tiles;
    int64_t columns;
    float epsilon;

    static void run_tile(void *context, int64_t task) {
        StageSpan span(patchlens_stage_norm);
        const auto &run = *static_cast<const LayerNormRun *>(context);
        RowTile tile = run.tiles.tile(task);
        hot_kernels().layer_norm(run.input + tile.first * run.columns, tile.count, run.columns, run.weight, run.bias,
                                 run.epsilon, run.output + tile.first * run.columns);
    }
};

/// Keys are dealt out, rows go one after the other: every sum has one order, whatever the number of threads.
struct PropagationRun {
    const float *probabilities;
    int64_t heads, rows, keys;
    const std::vector<double> &scales;
    patchlens_fusion fusion;
    double *result;

    static constexpr int64_t keys_in_task = 128;

    static void run_keys(void *context, int64_t task) {
        StageSpan span(patchlens_stage_propagation);
        const auto &run = *static_cast<const PropagationRun *>(context);
        int64_t first = task * keys_in_task, end = first + keys_in_task;
        hot_kernels().propagate(run.probabilities, run.heads, run.rows * run.keys, run.rows, run.keys,
                                run.scales.data(), run.fusion, first, end < run.keys ? end : run.keys, run.result);
    }
};

/// What a fused row of this weight is multiplied by. Rows of a mean sum to 1 but for the number of heads; those of max
/// and min are added up.
double scale_of(const float *row, int64_t heads, int64_t head_stride, int64_t keys, patchlens_fusion fusion,
                double weight) {
    if (weight == 0 || fusion == patchlens_fuse_mean) return weight / static_cast<double>(heads);
    std::vector<double> fused(static_cast<std::size_t>(keys));
    constexpr double one = 1;
    hot_kernels().propagate(row, heads, head_stride, 1, keys, &one, fusion, 0, keys, fused.data());
    double sum = 0;
    for (double value : fused) sum += value;
    return weight / sum;
}

}  // namespace

extern "C" void patchlens_layer_norm(const float *input, int64_t rows, int64_t columns, const float *weight,
                                     const float *bias, float epsilon, float *output, int threads) {
    LayerNormRun run{input, weight, bias, output, RowTiles(rows, threads), columns, epsilon};
    patchlens_parallel(run.tiles.count, threads, LayerNormRun::run_tile, &run);
}

extern "C" void patchlens_normalize_rows(float *values, int64_t rows, int64_t columns, int64_t stride) {
    for (int64_t row = 0; row < rows; row++) {
        float *x = values + row * stride;
        double squares = 0;
        for (int64_t i = 0; i < columns; i++) squares += static_cast<double>(x[i]) * x[i];
        double length = std::sqrt(squares);
        if (length == 0) continue;
        for (int64_t i = 0; i < columns; i++) x[i] = static_cast<float>(x[i] / length);
    }
}

extern "C" void patchlens_propagate(const float *probabilities, int64_t heads, int64_t rows, int64_t keys,
                                    const double *weights, patchlens_fusion fusion, double *result, int threads) {
    std::vector<double> scales(static_cast<std::size_t>(rows));
    for (int64_t row = 0; row < rows; row++)
        scales[static_cast<std::size_t>(row)] =
            scale_of(probabilities + row * keys, heads, rows * keys, keys, fusion, weights[row]);
    PropagationRun run{probabilities, heads, rows, keys, scales, fusion, result};
    int64_t tasks = (keys + PropagationRun::keys_in_task - 1) / PropagationRun::keys_in_task;
    patchlens_parallel(tasks, threads, PropagationRun::run_keys, &run);
}
