#include "VectorAffinity.h"

#include "Float32Products.h"
#include "InstructionLevel.h"
#include "LayerSteps.h"
#include "Scratch.h"
#include "ThreadPool.h"

#include <algorithm>
#include <memory>
#include <vector>

/// Columns of a tile: 96 rows of them are 192 KB, which the second-level cache holds beside their panels.
static constexpr int64_t columns_in_block = 512;
static constexpr int64_t rows_in_task = 96;

struct patchlens_affinity {
    int64_t count, channels;
    /// `columns_in_block` vectors each, the last one fewer.
    std::vector<std::unique_ptr<MatrixProduct>> blocks;
};

namespace {

/// In eight sums on every processor, so that the result is the same on all.
inline __attribute__((always_inline)) double sum_above(const float *values, int64_t count, float threshold,
                                                       const double *weights) {
    constexpr int64_t width = 8;
    double sums[width] = {};
    int64_t i = 0;
    for (; i + width <= count; i += width)
        for (int64_t lane = 0; lane < width; lane++)
            sums[lane] += values[i + lane] > threshold ? weights[i + lane] : 0.0;
    for (; i < count; i++) sums[i % width] += values[i] > threshold ? weights[i] : 0.0;
    return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

struct Tile {
    const float *products;
    int64_t rows, columns;
    float threshold;
    const double *weights;
    double *sums;
};

inline __attribute__((always_inline)) void add_sums_body(const Tile &tile) {
    for (int64_t row = 0; row < tile.rows; row++)
        tile.sums[row] += sum_above(tile.products + row * tile.columns, tile.columns, tile.threshold, tile.weights);
}

#if defined(__x86_64__)
__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))) void add_sums_avx512(const Tile &tile) {
    add_sums_body(tile);
}
__attribute__((target("avx2"))) void add_sums_avx2(const Tile &tile) { add_sums_body(tile); }
#endif

void add_sums(const Tile &tile) {
#if defined(__x86_64__)
    if (patchlens_allowed_level() >= patchlens_level_avx512) return add_sums_avx512(tile);
    if (patchlens_allowed_level() >= patchlens_level_avx2) return add_sums_avx2(tile);
#endif
    add_sums_body(tile);
}

struct AffinityRun {
    const patchlens_affinity &affinity;
    const float *vectors;
    float threshold;
    const double *weights;
    double *sums;
    std::atomic<bool> failed{false};

    static void run_rows(void *context, int64_t task) {
        auto &run = *static_cast<AffinityRun *>(context);
        guarded(run.failed, [&] { run.sum_rows(task * rows_in_task); });
    }

    void sum_rows(int64_t first) const {
        const int64_t rows = std::min(rows_in_task, affinity.count - first);
        float *products = scratch_floats(ScratchPurpose::product, rows_in_task * columns_in_block);
        std::fill(sums + first, sums + first + rows, 0.0);
        for (std::size_t block = 0; block < affinity.blocks.size(); block++) {
            const int64_t column = static_cast<int64_t>(block) * columns_in_block;
            const int64_t columns = std::min(columns_in_block, affinity.count - column);
            affinity.blocks[block]->multiply(vectors + first * affinity.channels, rows, false, products);
            add_sums({products, rows, columns, threshold, weights + column, sums + first});
        }
    }
};

}  // namespace

extern "C" patchlens_affinity *patchlens_affinity_create(const float *vectors, int64_t count, int64_t channels) {
    try {
        auto affinity = std::make_unique<patchlens_affinity>();
        affinity->count = count;
        affinity->channels = channels;
        for (int64_t first = 0; first < count; first += columns_in_block) {
            int64_t columns = std::min(columns_in_block, count - first);
            affinity->blocks.push_back(
                panel_product(vectors + first * channels, nullptr, columns, channels, hot_kernels()));
        }
        return affinity.release();
    } catch (const std::exception &) {
        return nullptr;
    }
}

extern "C" void patchlens_affinity_destroy(patchlens_affinity *affinity) { delete affinity; }

extern "C" int patchlens_affinity_sums(const patchlens_affinity *affinity, const float *vectors, float threshold,
                                       const double *weights, double *sums, int threads) {
    AffinityRun run{*affinity, vectors, threshold, weights, sums};
    int64_t tasks = (affinity->count + rows_in_task - 1) / rows_in_task;
    patchlens_parallel(tasks, threads, AffinityRun::run_rows, &run);
    return run.failed ? 1 : 0;
}

extern "C" void patchlens_affinity_sums_plain(const float *vectors, int64_t count, int64_t channels, float threshold,
                                              const double *weights, double *sums) {
    for (int64_t p = 0; p < count; p++) {
        sums[p] = 0;
        for (int64_t q = 0; q < count; q++) {
            double product = 0;
            for (int64_t c = 0; c < channels; c++)
                product += static_cast<double>(vectors[p * channels + c]) * vectors[q * channels + c];
            if (product > threshold) sums[p] += weights[q];
        }
    }
}
