// A row vector times an attention, of Queries, Keys and what the softmax divided by: no probability is ever in memory.

#include "Attention.h"

#include "AttentionArithmetic.h"
#include "InstructionSets.h"
#include "LaneTiles.h"
#include "Scratch.h"
#include "StageSpan.h"
#include "ThreadPool.h"

#include <atomic>
#include <cmath>
#include <new>

namespace {

constexpr int64_t queries_in_packing = 64;

/// A task is a tile of Keys of one head, all Queries one after the other, and its sums are its own; those of the heads
/// are added up at the end. So every sum has one order, whatever the number of threads.
template <class Arithmetic>
class PropagationRun {
    typedef typename Arithmetic::Element Element;
    static constexpr int64_t grouped = Arithmetic::grouped;

  public:
    PropagationRun(const patchlens_attention &attention, const Arithmetic &arithmetic)
        : attention_(attention), arithmetic_(arithmetic),
          tiles_(attention.key_count, arithmetic.lanes(), arithmetic.tile()),
          queries_{attention.queries, attention.query_stride, attention.head_count, attention.head_dimension} {}

    /// Nonzero when memory was short.
    int run(const double *weights, double *result, int threads) {
        try {
            place();
        } catch (const std::bad_alloc &) {
            return 1;
        }
        set_offsets(weights);
        if (packed_.memory)
            patchlens_parallel((attention_.query_count + queries_in_packing - 1) / queries_in_packing, threads,
                               pack_queries, this);
        patchlens_parallel(tiles_.count * attention_.head_count, threads, propagate, this);
        if (failed_) return 1;
        for (int64_t head = 0; head < attention_.head_count; head++)
            for (int64_t key = 0; key < attention_.key_count; key++)
                result[key] += sums_[head * attention_.key_count + key];
        return 0;
    }

  private:
    void place() {
        int64_t heads = attention_.head_count;
        bool packs = grouped > 1 || bytes_of_head(attention_.query_count, attention_) > bytes_read_in_place;
        packed_ = {nullptr, packs ? attention_.query_count : 0, attention_.head_dimension / grouped};
        int64_t sums = heads * attention_.key_count * static_cast<int64_t>(sizeof(double));
        int64_t offsets = heads * attention_.query_count * static_cast<int64_t>(sizeof(float));
        auto *memory = static_cast<char *>(
            scratch_memory(ScratchPurpose::attention_factors, sums + offsets + packed_.bytes(heads)));
        sums_ = reinterpret_cast<double *>(memory);
        offsets_ = reinterpret_cast<float *>(memory + sums);
        if (packs) packed_.memory = reinterpret_cast<Element *>(memory + sums + offsets);
    }

    /// A Query's weight and divisor as a power of two; nothing at all for a Query that weighs nothing.
    void set_offsets(const double *weights) {
        for (int64_t query = 0; query < attention_.query_count; query++) {
            double weight = std::log2(weights[query] / static_cast<double>(attention_.head_count));
            for (int64_t head = 0; head < attention_.head_count; head++) {
                int64_t index = head * attention_.query_count + query;
                offsets_[index] = static_cast<float>(weight - static_cast<double>(attention_.log_sums[index]));
            }
        }
    }

    static void pack_queries(void *context, int64_t task) {
        StageSpan span(patchlens_stage_propagation);
        auto &run = *static_cast<PropagationRun *>(context);
        int64_t first = task * queries_in_packing, end = first + queries_in_packing;
        if (end > run.attention_.query_count) end = run.attention_.query_count;
        run.arithmetic_.pack_rows(run.queries_, first, end, run.attention_.scale * log2_of_e, run.packed_);
    }

    HeadRows<Element> queries(int64_t head) const {
        if constexpr (grouped == 1)
            if (!packed_.memory) return queries_.of(head);
        return packed_.of(head);
    }

    static void propagate(void *context, int64_t task) {
        StageSpan span(patchlens_stage_propagation);
        auto &run = *static_cast<PropagationRun *>(context);
        const patchlens_attention &attention = run.attention_;
        int64_t head = task / run.tiles_.count, tile = task % run.tiles_.count;
        int64_t first = run.tiles_.first(tile), count = run.tiles_.first(tile + 1) - first;
        if (count == 0) return;
        try {
            int64_t floats = run.arithmetic_.scratch(attention.head_dimension);
            float *scratch = scratch_floats(ScratchPurpose::attention, floats);
            run.arithmetic_.propagate(attention, run.queries(head), run.offsets_ + head * attention.query_count, head,
                                      first, count, scratch, run.sums_ + head * attention.key_count + first);
        } catch (const std::bad_alloc &) {
            run.failed_ = true;
        }
    }

    const patchlens_attention &attention_;
    const Arithmetic arithmetic_;
    const LaneTiles tiles_;
    const TokenRows queries_;
    PackedRows<Element> packed_{};
    float *offsets_ = nullptr;  // (heads, queries)
    double *sums_ = nullptr;    // (heads, keys)
    std::atomic<bool> failed_{false};
};

}  // namespace

extern "C" int patchlens_attention_propagate(const patchlens_attention *attention, const double *weights,
                                             double *result, int threads) {
    if (BFloat16Attention::serves(*attention))
        return PropagationRun<BFloat16Attention>(*attention, {}).run(weights, result, threads);
    return PropagationRun<Float32Attention>(*attention, {hot_kernels()}).run(weights, result, threads);
}

extern "C" void patchlens_attention_propagate_on(int set, const patchlens_attention *attention, const double *weights,
                                                 double *result) {
    PropagationRun<Float32Attention>(*attention, {kernels_of_set(set)}).run(weights, result, 1);
}
