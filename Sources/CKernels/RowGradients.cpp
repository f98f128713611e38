#include "RowGradients.h"

#include "HotKernels.h"
#include "RowTiles.h"
#include "StageSpan.h"
#include "ThreadPool.h"

#include <cmath>

namespace {

struct LayerNormGradientRun {
    const float *input, *weight, *gradient;
    float *output;
    RowTiles tiles;
    int64_t columns;
    float epsilon;
    bool adds;

    static void run_tile(void *context, int64_t task) {
        StageSpan span(patchlens_stage_norm);
        const auto &run = *static_cast<const LayerNormGradientRun *>(context);
        RowTile tile = run.tiles.tile(task);
        int64_t first = tile.first * run.columns;
        hot_kernels().layer_norm_gradient(run.input + first, tile.count, run.columns, run.weight, run.epsilon,
                                          run.gradient + first, run.adds, run.output + first);
    }
};

}  // namespace

extern "C" void patchlens_layer_norm_gradient(const float *input, int64_t rows, int64_t columns, const float *weight,
                                              float epsilon, const float *gradient, int adds, float *output,
                                              int threads) {
    LayerNormGradientRun run{input,   weight,  gradient, output, RowTiles(rows, threads),
                             columns, epsilon, adds != 0};
    patchlens_parallel(run.tiles.count, threads, LayerNormGradientRun::run_tile, &run);
}

extern "C" void patchlens_normalize_rows_gradient(const float *input, int64_t rows, int64_t columns, float *gradient) {
    for (int64_t row = 0; row < rows; row++) {
        const float *x = input + row * columns;
        float *g = gradient + row * columns;
        double squares = 0, product = 0;
        for (int64_t i = 0; i < columns; i++) {
            squares += static_cast<double>(x[i]) * x[i];
            product += static_cast<double>(x[i]) * g[i];
        }
        if (squares == 0) continue;
        double length = std::sqrt(squares);
        for (int64_t i = 0; i < columns; i++) g[i] = static_cast<float>((g[i] - x[i] * product / squares) / length);
    }
}
