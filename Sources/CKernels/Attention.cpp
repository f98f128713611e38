#include "Attention.h"

#include "HotKernels.h"
#include "Scratch.h"
#include "ThreadPool.h"

namespace {

struct AttentionRun {
    const patchlens_attention &attention;
    const HotKernels &kernels;
    int64_t tiles_per_head;

    /// Tiles as even as can be, so that no thread waits for the last one.
    static void run_tile(void *context, int64_t task) {
        const auto &run = *static_cast<const AttentionRun *>(context);
        int64_t head = task / run.tiles_per_head, tile = task % run.tiles_per_head;
        int64_t first = run.boundary(tile), end = run.boundary(tile + 1);
        if (first == end) return;
        float *scratch = scratch_memory(run.kernels.attention_scratch(run.attention.head_dimension));
        run.kernels.attend(run.attention, head, first, end - first, scratch);
    }

    /// Whole vectors of Queries are dealt out, lest a tile end in a vector mostly empty.
    int64_t boundary(int64_t tile) const {
        int64_t vectors = (attention.query_count + kernels.lanes - 1) / kernels.lanes;
        int64_t edge = vectors * tile / tiles_per_head * kernels.lanes;
        return edge < attention.query_count ? edge : attention.query_count;
    }
};

}  // namespace

extern "C" void patchlens_attention_run(const patchlens_attention *attention, int threads) {
    const HotKernels &kernels = hot_kernels();
    int64_t tile = kernels.attention_tile;
    int64_t tiles = (attention->query_count + tile - 1) / tile;
    AttentionRun run{*attention, kernels, tiles};
    patchlens_parallel(tiles * attention->head_count, threads, AttentionRun::run_tile, &run);
}
