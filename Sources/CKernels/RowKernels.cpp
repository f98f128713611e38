#include "RowKernels.h"

#include "HotKernels.h"
#include "RowTiles.h"
#include "ThreadPool.h"

#include <cmath>

namespace {

struct LayerNormRun {
    const float *input, *weight, *bias;
    float *output;
    int64_t rows, columns;
    float epsilon;

    static void run_tile(void *context, int64_t task) {
        const auto &run = *static_cast<const LayerNormRun *>(context);
        RowTile tile = row_tile(task, run.rows);
        hot_kernels().layer_norm(run.input + tile.first * run.columns, tile.count, run.columns, run.weight, run.bias,
                                 run.epsilon, run.output + tile.first * run.columns);
    }
};

}  // namespace

extern "C" void patchlens_layer_norm(const float *input, int64_t rows, int64_t columns, const float *weight,
                                     const float *bias, float epsilon, float *output, int threads) {
    LayerNormRun run{input, weight, bias, output, rows, columns, epsilon};
    patchlens_parallel(row_tile_count(rows), threads, LayerNormRun::run_tile, &run);
}

extern "C" void patchlens_gelu(float *values, int64_t count) { hot_kernels().gelu(values, count); }

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
