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
        int64_t queries = run.attention.query_count;
        int64_t first = boundary(tile, run.tiles_per_head, queries);
        int64_t end = boundary(tile + 1, run.tiles_per_head, queries);
        if (first == end) return;
        float *scratch = scratch_memory(run.kernels.attention_scratch(run.attention.head_dimension));
        run.kernels.attend(run.attention, head, first, end - first, scratch);
    }

    /// Whole vectors of Queries are dealt out, lest a tile end in a vector mostly empty.
    static int64_t boundary(int64_t tile, int64_t tiles, int64_t queries) {
        constexpr int64_t vector = 16;
        int64_t vectors = (queries + vector - 1) / vector;
        int64_t edge = vectors * tile / tiles * vector;
        return edge < queries ? edge : queries;
    }
};

}  // namespace

extern "C" void patchlens_attention_run(const patchlens_attention *attention, int threads) {
    const HotKernels &kernels = hot_kernels();
    int64_t tiles = (attention->query_count + kernels.attention_tile - 1) / kernels.attention_tile;
    AttentionRun run{*attention, kernels, tiles};
    patchlens_parallel(tiles * attention->head_count, threads, AttentionRun::run_tile, &run);
}
