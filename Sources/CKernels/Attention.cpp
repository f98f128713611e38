#include "Attention.h"

#include "HotKernels.h"
#include "Scratch.h"
#include "StageSpan.h"
#include "ThreadPool.h"

#include <atomic>
#include <new>

namespace {

/// Queries of a head are dealt out in groups, one a task: a tile in float32, a few tiles that share their rounded Keys
/// in bfloat16.
struct AttentionRun {
    const patchlens_attention &attention;
    const HotKernels &kernels;
    bool in_bfloat16;
    int64_t groups_per_head;
    std::atomic<bool> failed{false};

    explicit AttentionRun(const patchlens_attention &attention)
        : attention(attention), kernels(hot_kernels()),
          in_bfloat16(attention.precision != patchlens_float32 && attention.head_dimension % 2 == 0 &&
                      has_bfloat16_attention()) {
        int64_t largest = in_bfloat16 ? bfloat16_attention_group : kernels.attention_tile;
        groups_per_head = (attention.query_count + largest - 1) / largest;
    }

    static void run_group(void *context, int64_t task) {
        StageSpan span(patchlens_stage_attention);
        auto &run = *static_cast<AttentionRun *>(context);
        int64_t head = task / run.groups_per_head, group = task % run.groups_per_head;
        int64_t first = run.boundary(group), end = run.boundary(group + 1);
        try {
            if (first < end) run.attend(head, first, end - first);
        } catch (const std::bad_alloc &) {
            run.failed = true;
        }
    }

    void attend(int64_t head, int64_t first, int64_t count) const {
        int64_t dimension = attention.head_dimension;
        int64_t floats = in_bfloat16 ? bfloat16_attention_scratch(dimension) : kernels.attention_scratch(dimension);
        float *scratch = scratch_floats(ScratchPurpose::attention, floats);
        if (in_bfloat16)
            attend_in_bfloat16(attention, head, first, count, scratch);
        else
            kernels.attend(attention, head, first, count, scratch);
    }

    /// As even as can be, so that no thread waits for the last one; but whole vectors of Queries, lest a group end in a
    /// vector mostly empty.
    int64_t boundary(int64_t group) const {
        int64_t vectors = (attention.query_count + kernels.lanes - 1) / kernels.lanes;
        int64_t edge = vectors * group / groups_per_head * kernels.lanes;
        return edge < attention.query_count ? edge : attention.query_count;
    }
};

}  // namespace

extern "C" int patchlens_attention_run(const patchlens_attention *attention, int threads) {
    AttentionRun run(*attention);
    patchlens_parallel(run.groups_per_head * attention->head_count, threads, AttentionRun::run_group, &run);
    return run.failed ? 1 : 0;
}
