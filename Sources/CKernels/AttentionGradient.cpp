// The way back through attention: probabilities are made again tile by tile, of Queries, Keys and what the softmax
// divided by (FlashAttention-2, Dao 2023).

#include "AttentionGradient.h"

#include "AttentionGradientTask.h"
#include "HotKernels.h"
#include "InstructionSets.h"
#include "LaneTiles.h"
#include "Scratch.h"
#include "StageSpan.h"
#include "ThreadPool.h"

#include <atomic>
#include <cmath>
#include <new>

namespace {

/// Tasks that there are to be, so that many threads have one each, and the Keys that a task has at the least.
constexpr int64_t wanted_tasks = 16, least_keys = 128;

/// A task is a part of the Keys of one head and all its Queries; a few parts, which depend on sizes alone, and each
/// with a ∂Q of its own, to be added up in their order. So every sum has one order, whatever the number of threads.
class AttentionGradientRun {
  public:
    AttentionGradientRun(const patchlens_attention_gradient &gradient, const HotKernels &kernels)
        : gradient_(gradient), attention_(*gradient.attention), kernels_(kernels),
          tiles_(attention_.query_count, kernels.lanes, kernels.attention_tile), parts_(part_count()),
          part_floats_((attention_.query_count + kernels.lanes - 1) / kernels.lanes * kernels.lanes *
                       attention_.head_dimension) {}

    /// Nonzero when memory was short.
    int run(int threads) {
        try {
            place();
        } catch (const std::bad_alloc &) {
            return 1;
        }
        if (gradient_.weights) set_weights();
        patchlens_parallel(parts_ * attention_.head_count, threads, run_task, this);
        if (failed_) return 1;
        if (gradient_.query_gradient)
            patchlens_parallel(tiles_.count * attention_.head_count, threads, sum_queries, this);
        if (gradient_.weights) add_relevance();
        return 0;
    }

  private:
    int64_t part_count() const {
        int64_t wanted = (wanted_tasks + attention_.head_count - 1) / attention_.head_count;
        int64_t most = attention_.key_count / least_keys;
        return most < 1 ? 1 : wanted < most ? wanted : most;
    }

    int64_t first_key(int64_t part) const { return attention_.key_count * part / parts_; }

    void place() {
        int64_t heads = attention_.head_count;
        int64_t relevance = gradient_.weights ? heads * attention_.key_count * static_cast<int64_t>(sizeof(double)) : 0;
        // What follows is read and written in whole vectors.
        relevance = (relevance + 63) / 64 * 64;
        int64_t sums = gradient_.query_gradient ? heads * parts_ * part_floats_ : 0;
        int64_t weights = gradient_.weights ? attention_.query_count : 0;
        auto *memory = static_cast<char *>(scratch_memory(
            ScratchPurpose::attention_factors, relevance + (sums + weights) * static_cast<int64_t>(sizeof(float))));
        relevance_ = reinterpret_cast<double *>(memory);
        query_sums_ = reinterpret_cast<float *>(memory + relevance);
        weights_ = query_sums_ + sums;
    }

    /// As shares of the largest, so that none is beyond float32.
    void set_weights() {
        for (int64_t query = 0; query < attention_.query_count; query++)
            largest_ = std::fmax(largest_, std::fabs(gradient_.weights[query]));
        for (int64_t query = 0; query < attention_.query_count; query++)
            weights_[query] = largest_ > 0 ? static_cast<float>(gradient_.weights[query] / largest_) : 0;
    }

    float *query_sums(int64_t head, int64_t part) const {
        return query_sums_ + (head * parts_ + part) * part_floats_;
    }

    static void run_task(void *context, int64_t index) {
        StageSpan span(patchlens_stage_attention);
        auto &run = *static_cast<AttentionGradientRun *>(context);
        int64_t head = index / run.parts_, part = index % run.parts_, first = run.first_key(part);
        try {
            int64_t floats = run.kernels_.attention_gradient_scratch(run.attention_.head_dimension);
            run.kernels_.attend_backward(
                {run.gradient_, head, first, run.first_key(part + 1) - first,
                 run.gradient_.weights ? run.weights_ : nullptr,
                 run.gradient_.query_gradient ? run.query_sums(head, part) : nullptr,
                 run.relevance_ + head * run.attention_.key_count + first,
                 scratch_floats(ScratchPurpose::attention, floats)});
        } catch (const std::bad_alloc &) {
            run.failed_ = true;
        }
    }

    static void sum_queries(void *context, int64_t index) {
        StageSpan span(patchlens_stage_attention);
        auto &run = *static_cast<AttentionGradientRun *>(context);
        int64_t head = index / run.tiles_.count, tile = index % run.tiles_.count;
        int64_t first = run.tiles_.first(tile), count = run.tiles_.first(tile + 1) - first;
        run.kernels_.sum_query_gradients(run.gradient_, head, first, count, run.query_sums(head, 0), run.part_floats_,
                                         run.parts_);
    }

    void add_relevance() const {
        double scale = largest_ / static_cast<double>(attention_.head_count);
        for (int64_t head = 0; head < attention_.head_count; head++)
            for (int64_t key = 0; key < attention_.key_count; key++)
                gradient_.relevance[key] += scale * relevance_[head * attention_.key_count + key];
    }

    const patchlens_attention_gradient &gradient_;
    const patchlens_attention &attention_;
    const HotKernels &kernels_;
    const LaneTiles tiles_;
    const int64_t parts_, part_floats_;
    double *relevance_ = nullptr;  // (heads, keys)
    float *query_sums_ = nullptr;  // (heads, parts, Queries in whole vectors · dimension)
    float *weights_ = nullptr;
    double largest_ = 0;
    std::atomic<bool> failed_{false};
};

/// A task is a tile of Keys of one head.
struct ProbabilityGradientRun {
    const patchlens_attention &attention;
    const float *output_gradient;
    float *result;
    const HotKernels &kernels;
    LaneTiles tiles;
    std::atomic<bool> failed{false};

    static void run_task(void *context, int64_t index) {
        auto &run = *static_cast<ProbabilityGradientRun *>(context);
        int64_t head = index / run.tiles.count, tile = index % run.tiles.count;
        int64_t first = run.tiles.first(tile), count = run.tiles.first(tile + 1) - first;
        if (count == 0) return;
        try {
            int64_t floats = run.kernels.attention_scratch(run.attention.head_dimension);
            run.kernels.probability_gradients(run.attention, run.output_gradient, head, first, count,
                                              scratch_floats(ScratchPurpose::attention, floats), run.result);
        } catch (const std::bad_alloc &) {
            run.failed = true;
        }
    }
};

int run_probability_gradients(const patchlens_attention &attention, const float *output_gradient, float *result,
                              const HotKernels &kernels, int threads) {
    ProbabilityGradientRun run{attention, output_gradient, result, kernels,
                               LaneTiles(attention.key_count, kernels.lanes, kernels.attention_tile)};
    patchlens_parallel(run.tiles.count * attention.head_count, threads, ProbabilityGradientRun::run_task, &run);
    return run.failed ? 1 : 0;
}

}  // namespace

extern "C" int patchlens_attention_gradient_run(const patchlens_attention_gradient *gradient, int threads) {
    return AttentionGradientRun(*gradient, hot_kernels()).run(threads);
}

extern "C" void patchlens_attention_gradient_run_on(int set, const patchlens_attention_gradient *gradient) {
    AttentionGradientRun(*gradient, kernels_of_set(set)).run(1);
}

extern "C" int patchlens_probability_gradients(const patchlens_attention *attention, const float *output_gradient,
                                               float *result, int threads) {
    return run_probability_gradients(*attention, output_gradient, result, hot_kernels(), threads);
}

extern "C" void patchlens_probability_gradients_on(int set, const patchlens_attention *attention,
                                                   const float *output_gradient, float *result) {
    run_probability_gradients(*attention, output_gradient, result, kernels_of_set(set), 1);
}
