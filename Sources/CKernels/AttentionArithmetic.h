#ifndef PATCHLENS_ATTENTION_ARITHMETIC_H
#define PATCHLENS_ATTENTION_ARITHMETIC_H

#include "AttentionFactors.h"
#include "HotKernels.h"

#include <cstring>

/// Rows of a head that lie among those of other heads reach half the sets of the second-level cache, which has 1 MiB on
/// the processors this was measured on. More than its half is packed, head by head.
constexpr int64_t bytes_read_in_place = 512 << 10;

inline int64_t bytes_of_head(int64_t rows, const patchlens_attention &attention) {
    return rows * attention.head_dimension * static_cast<int64_t>(sizeof(float));
}

// The two ways to compute attention under the same names: what its tasks are made of.

struct Float32Attention {
    typedef float Element;
    /// Factors in an element.
    static constexpr int64_t grouped = 1;

    const HotKernels &kernels;

    int64_t lanes() const { return kernels.lanes; }
    /// Queries, or Keys, that one call takes at the most.
    int64_t tile() const { return kernels.attention_tile; }
    /// Floats of scratch memory for a call.
    int64_t scratch(int64_t dimension) const { return kernels.attention_scratch(dimension); }

    void pack_rows(const TokenRows &from, int64_t first, int64_t end, float, const PackedRows<float> &to) const {
        for (int64_t row = first; row < end; row++)
            for (int64_t head = 0; head < from.head_count; head++)
                memcpy(to.row(head, row), from.row(head, row), static_cast<size_t>(to.elements) * sizeof(float));
    }
    void pack_values(const TokenRows &from, int64_t first, int64_t end, const PackedRows<float> &to) const {
        pack_rows(from, first, end, 1, to);
    }

    void attend(const patchlens_attention &attention, const HeadFactors<float> &factors, int64_t head, int64_t first,
                int64_t count, float *scratch) const {
        kernels.attend(attention, factors, head, first, count, scratch);
    }
    void propagate(const patchlens_attention &attention, const HeadRows<float> &queries, const float *offsets,
                   int64_t head, int64_t first, int64_t count, float *scratch, double *result) const {
        kernels.propagate_scores(attention, queries, offsets, head, first, count, scratch, result);
    }
};

struct BFloat16Attention {
    typedef bfloat16_pair Element;
    static constexpr int64_t grouped = 2;

    static bool serves(const patchlens_attention &attention) {
        return attention.precision != patchlens_float32 && attention.head_dimension % 2 == 0 &&
               has_bfloat16_attention();
    }

    int64_t lanes() const { return 16; }
    int64_t tile() const { return bfloat16_attention_tile; }
    int64_t scratch(int64_t dimension) const { return bfloat16_attention_scratch(dimension); }

    void pack_rows(const TokenRows &from, int64_t first, int64_t end, float factor,
                   const PackedRows<bfloat16_pair> &to) const {
        round_rows(from, first, end, factor, to);
    }
    void pack_values(const TokenRows &from, int64_t first, int64_t end, const PackedRows<bfloat16_pair> &to) const {
        round_values(from, first, end, to);
    }

    void attend(const patchlens_attention &attention, const HeadFactors<bfloat16_pair> &factors, int64_t head,
                int64_t first, int64_t count, float *scratch) const {
        attend_in_bfloat16(attention, factors, head, first, count, scratch);
    }
    void propagate(const patchlens_attention &attention, const HeadRows<bfloat16_pair> &queries, const float *offsets,
                   int64_t head, int64_t first, int64_t count, float *scratch, double *result) const {
        propagate_in_bfloat16(attention, queries, offsets, head, first, count, scratch, result);
    }
};

#endif
