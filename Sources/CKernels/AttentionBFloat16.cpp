// Attention with bfloat16 factors and float32 sums, for processors that multiply them (AVX-512 BF16).
//
// An instruction multiplies pairs and adds both products. Keys and Values are rounded and paired once for all tiles.

#include "HotKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cmath>
#include <cstring>
#include <utility>

#define PATCHLENS_LANES 16

#pragma clang attribute push(                                                                                       \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512bf16,avx2,fma"))), apply_to = function)

namespace {

constexpr int vectors_in_tile = bfloat16_attention_tile / PATCHLENS_LANES;
constexpr int rows_in_tile = 8;

#include "Lanes.inc"
#include "RoughPower.inc"
#include "Transposition.inc"
#include "PackedLanes.inc"
#include "AttentionBias.inc"
#include "Softmax.inc"
#include "AttentionTile.inc"
#include "PropagationTile.inc"

inline __m512 wide(lanes value) { return __builtin_bit_cast(__m512, value); }
inline __m512i bits(lanes value) { return __builtin_bit_cast(__m512i, value); }

/// To the nearest bfloat16, ties to even: 32 in their order, two in a lane.
inline lanes rounded(lanes first, lanes second) {
    return __builtin_bit_cast(lanes, _mm512_cvtne2ps_pbh(wide(second), wide(first)));
}

struct BFloat16Factors {
    typedef bfloat16_pair Element;
    static constexpr int64_t grouped = 2;
    /// 256 Keys × 48 Queries × 2 bytes: probabilities within the nearest cache.
    static constexpr int64_t largest_block = 256;

    /// sum + a.first · b.first + a.second · b.second
    static inline lanes add_products(lanes sum, __m512i a, __m512i b) {
        return __builtin_bit_cast(lanes, _mm512_dpbf16_ps(wide(sum), (__m512bh)a, (__m512bh)b));
    }

    /// tile[r][v] += Σ_k scalars[r · scalar_row + k · scalar_step] · vectors[k][v] of pairs, over `count` steps.
    template <int R, int V>
    static inline __attribute__((always_inline)) void accumulate(lanes (&tile)[R][V], const bfloat16_pair *scalars,
                                                                 int64_t scalar_row, int64_t scalar_step,
                                                                 const bfloat16_pair *vectors, int64_t vector_stride,
                                                                 int64_t count) {
        for (int64_t k = 0; k < count; k++) {
            __m512i row[V];
            for (int v = 0; v < V; v++) row[v] = _mm512_loadu_si512(vectors + k * vector_stride + v * lane_count);
            for (int r = 0; r < R; r++) {
                __m512i scalar = _mm512_set1_epi32(static_cast<int>(scalars[r * scalar_row + k * scalar_step]));
                for (int v = 0; v < V; v++) tile[r][v] = add_products(tile[r][v], row[v], scalar);
            }
        }
    }

    /// A vector of a row's pairs of channels from `first` on, zero beyond `count`.
    static inline lanes elements(const float *row, int64_t first, int64_t count, float factor) {
        int64_t left = 2 * (count - first);
        const float *from = row + 2 * first;
        if (left >= 2 * lane_count) return rounded(load(from) * factor, load(from + lane_count) * factor);
        lanes low = load_first(from, left < lane_count ? left : lane_count);
        lanes high = left > lane_count ? load_first(from + lane_count, left - lane_count) : (lanes)0.0f;
        return rounded(low * factor, high * factor);
    }

    /// Of what is masked it is 0 by itself: the instruction makes that of a power of −∞.
    template <bool masked>
    static inline lanes exponential(lanes score) {
        return rough_power_of_two(score);
    }

    /// Probabilities but for their common divisor, in pairs of Keys; the one without a partner at the end is paired
    /// with zero. The divisor is added up of the rounded ones, so that what is weighed sums to 1.
    ///
    /// Between 1 and 2 half a unit of bfloat16's last place is 2⁻⁸: added there, before the power of two of the whole
    /// part, it leaves nothing to do for rounding but to take the upper half. Ties go up instead of to even.
    /// What is masked gets 0 by itself, as in `exponential`.
    template <bool masked, int R, int V>
    static inline __attribute__((always_inline)) void exponentiate(const lanes (&scores)[R][V], lanes (&total)[V],
                                                                   bfloat16_pair *to) {
        constexpr float half_unit = 1.0f / 256;
        const __m512i pair_of_ones = _mm512_set1_epi32(0x3f803f80);
#pragma clang loop unroll(full)
        for (int r = 0; r < R; r += 2)
#pragma clang loop unroll(full)
            for (int v = 0; v < V; v++) {
                __m512i pair = _mm512_srli_epi32(bits(rough_power_of_two(scores[r][v], half_unit)), 16);
                if (r + 1 < R)
                    pair = _mm512_mask_blend_epi16(0xAAAAAAAA, pair, bits(rough_power_of_two(scores[r + 1][v], half_unit)));
                total[v] = add_products(total[v], pair, pair_of_ones);
                _mm512_storeu_si512(to + (r / 2 * V + v) * lane_count, pair);
            }
    }
};

/// The same channel of two Values side by side.
inline void pair_values(const float *row, const float *partner, int64_t dimension, bfloat16_pair *to) {
    for (int64_t channel = 0; channel < dimension; channel += lane_count) {
        int64_t left = dimension - channel < lane_count ? dimension - channel : lane_count;
        lanes second = partner ? load_first(partner + channel, left) : (lanes)0.0f;
        __m512i both = bits(rounded(load_first(row + channel, left), second));
        __m512i low = _mm512_cvtepu16_epi32(_mm512_castsi512_si256(both));
        __m512i high = _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(both, 1));
        store_first(__builtin_bit_cast(lanes, low | _mm512_slli_epi32(high, 16)),
                    reinterpret_cast<float *>(to + channel), left);
    }
}

}  // namespace

int64_t bfloat16_attention_scratch(int64_t dimension) {
    return tile_scratch<BFloat16Factors, vectors_in_tile>(dimension);
}

void round_rows(const TokenRows &from, int64_t first, int64_t end, float factor, const PackedRows<bfloat16_pair> &to) {
    for (int64_t row = first; row < end; row++)
        for (int64_t head = 0; head < from.head_count; head++)
            for (int64_t pair = 0; pair < to.elements; pair += lane_count) {
                int64_t left = to.elements - pair;
                lanes elements = BFloat16Factors::elements(from.row(head, row), pair, to.elements, factor);
                store_first(elements, reinterpret_cast<float *>(to.row(head, row) + pair),
                            left < lane_count ? left : lane_count);
            }
}

/// The one without a partner at the end is paired with zeros.
void round_values(const TokenRows &from, int64_t first, int64_t end, const PackedRows<bfloat16_pair> &to) {
    for (int64_t row = first; row < end; row += 2)
        for (int64_t head = 0; head < from.head_count; head++)
            pair_values(from.row(head, row), row + 1 < end ? from.row(head, row + 1) : nullptr, from.head_dimension,
                        to.row(head, row / 2));
}

void attend_in_bfloat16(const patchlens_attention &attention, const HeadFactors<bfloat16_pair> &factors, int64_t head,
                        int64_t first, int64_t count, float *scratch) {
    attend_tile<BFloat16Factors>(attention, factors, head, first, count, scratch);
}

void propagate_in_bfloat16(const patchlens_attention &attention, const HeadRows<bfloat16_pair> &queries,
                           const float *offsets, int64_t head, int64_t first, int64_t count, float *scratch,
                           double *result) {
    propagate_tile<BFloat16Factors>(attention, queries, 1, offsets, head, first, count, scratch, result);
}

#pragma clang attribute pop

bool has_bfloat16_attention() { return __builtin_cpu_supports("avx512bf16") && hot_kernels().lanes == 16; }

#else

bool has_bfloat16_attention() { return false; }
int64_t bfloat16_attention_scratch(int64_t) { return 0; }
void round_rows(const TokenRows &, int64_t, int64_t, float, const PackedRows<bfloat16_pair> &) {}
void round_values(const TokenRows &, int64_t, int64_t, const PackedRows<bfloat16_pair> &) {}
void attend_in_bfloat16(const patchlens_attention &, const HeadFactors<bfloat16_pair> &, int64_t, int64_t, int64_t,
                        float *) {}
void propagate_in_bfloat16(const patchlens_attention &, const HeadRows<bfloat16_pair> &, const float *, int64_t, int64_t,
                           int64_t, float *, double *) {}

#endif
