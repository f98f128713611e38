#include "LinearLayer.h"

#include "HotKernels.h"
#include "MatrixProduct.h"
#include "RowTiles.h"
#include "ThreadPool.h"

#include <atomic>
#include <cstdio>
#include <exception>

struct patchlens_linear {
    std::unique_ptr<MatrixProduct> product;
    int64_t outputs, inputs;
};

namespace {

struct LinearRun {
    const patchlens_linear &layer;
    const float *input;
    float *output;
    int64_t rows;
    patchlens_epilogue epilogue;
    std::atomic<bool> failed{false};

    /// The epilogue follows each tile's product at once, while the tile is still in the cache.
    static void run_tile(void *context, int64_t task) {
        auto &run = *static_cast<LinearRun *>(context);
        RowTile tile = row_tile(task, run.rows);
        float *to = run.output + tile.first * run.layer.outputs;
        bool add = run.epilogue == patchlens_epilogue_add;
        if (!run.layer.product->multiply(run.input + tile.first * run.layer.inputs, tile.count, add, to))
            run.failed = true;
        if (run.epilogue == patchlens_epilogue_gelu) hot_kernels().gelu(to, tile.count * run.layer.outputs);
    }
};

}  // namespace

extern "C" patchlens_linear *patchlens_linear_create(const float *weight, const float *bias, int64_t outputs,
                                                     int64_t inputs, char *message, int64_t message_size) {
    try {
        return new patchlens_linear{MatrixProduct::pack(weight, bias, outputs, inputs), outputs, inputs};
    } catch (const std::exception &error) {
        snprintf(message, static_cast<size_t>(message_size), "%s", error.what());
        return nullptr;
    }
}

extern "C" void patchlens_linear_destroy(patchlens_linear *layer) { delete layer; }

extern "C" int patchlens_linear_run(const patchlens_linear *layer, const float *input, int64_t rows, float *output,
                                    patchlens_epilogue epilogue, int threads) {
    LinearRun run{*layer, input, output, rows, epilogue};
    patchlens_parallel(row_tile_count(rows), threads, LinearRun::run_tile, &run);
    return run.failed ? 1 : 0;
}

extern "C" const char *patchlens_matrix_library(void) { return MatrixProduct::library_name(); }
