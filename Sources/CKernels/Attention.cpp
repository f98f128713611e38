#include "Attention.h"

#include "AttentionArithmetic.h"
#include "InstructionSets.h"
#include "LaneTiles.h"
#include "Scratch.h"
#include "StageSpan.h"
#include "ThreadPool.h"

#include <atomic>
#include <new>

namespace {

/// Keys that one task packs: even, so that no pair of Values is divided.
constexpr int64_t keys_in_packing = 64;

/// A task is a tile of Queries of one head against all Keys. The tiles of a head follow each other, so that its Keys
/// stay in the cache.
template <class Arithmetic>
class AttentionRun {
    typedef typename Arithmetic::Element Element;
    static constexpr int64_t grouped = Arithmetic::grouped;

  public:
    AttentionRun(const patchlens_attention &attention, const Arithmetic &arithmetic)
        : attention_(attention), arithmetic_(arithmetic),
          tiles_(attention.query_count, arithmetic.lanes(), arithmetic.tile()),
          keys_{attention.keys, attention.key_stride, attention.head_count, attention.head_dimension},
          values_{attention.values, attention.value_stride, attention.head_count, attention.head_dimension} {}

    /// Nonzero when memory was short.
    int run(int threads) {
        try {
            if (needs_packing()) pack(threads);
        } catch (const std::bad_alloc &) {
            return 1;
        }
        patchlens_parallel(tiles_.count * attention_.head_count, threads, attend, this);
        return failed_ ? 1 : 0;
    }

  private:
    /// What is read by one tile of Queries alone is read where it lies.
    bool needs_packing() const {
        int64_t factors = attention_.values ? 2 : 1;
        return grouped > 1 || (tiles_.count > 1 && factors * bytes_of_head(attention_.key_count, attention_) >
                                                       bytes_read_in_place);
    }

    void pack(int threads) {
        int64_t keys = attention_.key_count, dimension = attention_.head_dimension, heads = attention_.head_count;
        packed_keys_ = {nullptr, keys, dimension / grouped};
        packed_values_ = {nullptr, attention_.values ? (keys + grouped - 1) / grouped : 0, dimension};
        int64_t key_bytes = packed_keys_.bytes(heads), bytes = key_bytes + packed_values_.bytes(heads);
        auto *memory = static_cast<char *>(scratch_memory(ScratchPurpose::attention_factors, bytes));
        packed_keys_.memory = reinterpret_cast<Element *>(memory);
        packed_values_.memory = reinterpret_cast<Element *>(memory + key_bytes);
        patchlens_parallel((keys + keys_in_packing - 1) / keys_in_packing, threads, pack_keys, this);
    }

    static void pack_keys(void *context, int64_t task) {
        StageSpan span(patchlens_stage_attention);
        auto &run = *static_cast<AttentionRun *>(context);
        int64_t first = task * keys_in_packing, end = first + keys_in_packing;
        if (end > run.attention_.key_count) end = run.attention_.key_count;
        run.arithmetic_.pack_rows(run.keys_, first, end, 1, run.packed_keys_);
        if (run.attention_.values) run.arithmetic_.pack_values(run.values_, first, end, run.packed_values_);
    }

    HeadFactors<Element> factors(int64_t head) const {
        if constexpr (grouped == 1)
            if (!packed_keys_.memory) return {keys_.of(head), values_.of(head)};
        return {packed_keys_.of(head), packed_values_.of(head)};
    }

    static void attend(void *context, int64_t task) {
        StageSpan span(patchlens_stage_attention);
        auto &run = *static_cast<AttentionRun *>(context);
        int64_t head = task / run.tiles_.count, tile = task % run.tiles_.count;
        int64_t first = run.tiles_.first(tile), count = run.tiles_.first(tile + 1) - first;
        if (count == 0) return;
        try {
            int64_t floats = run.arithmetic_.scratch(run.attention_.head_dimension);
            float *scratch = scratch_floats(ScratchPurpose::attention, floats);
            run.arithmetic_.attend(run.attention_, run.factors(head), head, first, count, scratch);
        } catch (const std::bad_alloc &) {
            run.failed_ = true;
        }
    }

    const patchlens_attention &attention_;
    const Arithmetic arithmetic_;
    const LaneTiles tiles_;
    const TokenRows keys_, values_;
    PackedRows<Element> packed_keys_{}, packed_values_{};
    std::atomic<bool> failed_{false};
};

}  // namespace

extern "C" int patchlens_attention_run(const patchlens_attention *attention, int threads) {
    if (BFloat16Attention::serves(*attention))
        return AttentionRun<BFloat16Attention>(*attention, {}).run(threads);
    return AttentionRun<Float32Attention>(*attention, {hot_kernels()}).run(threads);
}

extern "C" void patchlens_attention_run_on(int set, const patchlens_attention *attention) {
    AttentionRun<Float32Attention>(*attention, {kernels_of_set(set)}).run(1);
}
