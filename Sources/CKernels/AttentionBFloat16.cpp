// A few tiles of Queries of one head against all Keys, with bfloat16 factors and float32 sums.
//
// As AttentionTile.inc, with Queries as lanes; but an instruction here multiplies pairs: of channels for the scores, of
// Keys for the weighted sum. A block of Keys and Values is rounded and paired once and serves several tiles, so that
// the rounding is a small part of the work.

#include "HotKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cmath>
#include <cstring>

#define PATCHLENS_LANES 16

#pragma clang attribute push(                                                                                       \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512bf16,avx2,fma"))), apply_to = function)

namespace {

#include "Lanes.inc"

constexpr int vectors = 3;
constexpr int64_t width = vectors * lane_count;
constexpr int64_t most_tiles = bfloat16_attention_group / width;
constexpr int rows_in_tile = 8;
/// Rounded Keys and Values of a block: 512 × 64 × 2 bytes each, beside 48 KiB of probabilities a tile.
constexpr int64_t keys_in_block = 512;

/// Two float32 as a pair of bfloat16, the first in the lower half. Rounded by adding half of what is cut off: ties go
/// up, which is as good as to even for sums of hundreds of factors, and a fourth of the work. Infinity and what is not
/// a number stay what they are but for payloads near the top, which no arithmetic makes.
inline __m512i pair(lanes first, lanes second) {
    __m512i half = _mm512_set1_epi32(0x8000);
    __m512i low = _mm512_srli_epi32(_mm512_add_epi32(__builtin_bit_cast(__m512i, first), half), 16);
    __m512i high = _mm512_add_epi32(__builtin_bit_cast(__m512i, second), half);
    return _mm512_mask_blend_epi16(0xAAAAAAAA, low, high);
}

inline lanes add_products(lanes sum, __m512i a, __m512i b) {
    return __builtin_bit_cast(
        lanes, _mm512_dpbf16_ps(__builtin_bit_cast(__m512, sum), (__m512bh)a, (__m512bh)b));
}

/// tile[r][v] += Σ_k pair(scalars[r · scalar_row + k · scalar_step]) · pairs(vectors[k][v]), over `count` steps.
template <int R>
inline __attribute__((always_inline)) void accumulate(lanes (&tile)[R][vectors], const uint32_t *scalars,
                                                      int64_t scalar_row, int64_t scalar_step, const uint32_t *pairs,
                                                      int64_t count) {
    for (int64_t k = 0; k < count; k++) {
        __m512i row[vectors];
        for (int v = 0; v < vectors; v++) row[v] = _mm512_loadu_si512(pairs + k * width + v * lane_count);
        for (int r = 0; r < R; r++) {
            __m512i scalar = _mm512_set1_epi32(static_cast<int>(scalars[r * scalar_row + k * scalar_step]));
            for (int v = 0; v < vectors; v++) tile[r][v] = add_products(tile[r][v], row[v], scalar);
        }
    }
}

/// What one tile of Queries carries from block to block.
struct Tile {
    int64_t first, count;
    uint32_t *queries;  // (dimension / 2, width) pairs of channels
    float *sums;        // (dimension, width)
    lanes maximum[vectors], total[vectors];
    int64_t first_record, end_record;
};

class Group {
  public:
    Group(const patchlens_attention &attention, int64_t head, int64_t first, int64_t count, float *scratch)
        : attention_(attention), head_(head), dimension_(attention.head_dimension), pairs_(dimension_ / 2),
          tile_count_((count + width - 1) / width) {
        float *next = scratch;
        for (int64_t i = 0; i < tile_count_; i++) {
            // whole vectors to each tile, as even as can be
            int64_t from = boundary(i, count), to = boundary(i + 1, count);
            tiles_[i] = {first + from, to - from, reinterpret_cast<uint32_t *>(next), next + pairs_ * width};
            next += (pairs_ + dimension_) * width;
            start(tiles_[i]);
        }
        keys_ = reinterpret_cast<uint32_t *>(next);
        values_ = keys_ + keys_in_block * pairs_;
        scores_ = reinterpret_cast<float *>(values_ + keys_in_block / 2 * dimension_);
        probabilities_ = reinterpret_cast<uint32_t *>(scores_ + keys_in_block * width);
        recorded_head_ = -1;
        for (int64_t i = 0; i < attention.recorded_head_count; i++)
            if (attention.recorded_heads[i] == head) recorded_head_ = i;
    }

    void run() {
        for (int64_t block = 0; block < attention_.key_count; block += keys_in_block) {
            int64_t left = attention_.key_count - block;
            int64_t count = left < keys_in_block ? left : keys_in_block;
            round_keys(block, count);
            if (attention_.values) round_values(block, count);
            for (int64_t i = 0; i < tile_count_; i++) attend(tiles_[i], block, count);
        }
        for (int64_t i = 0; i < tile_count_; i++) finish(tiles_[i]);
    }

  private:
    int64_t boundary(int64_t tile, int64_t count) const {
        int64_t vector_count = (count + lane_count - 1) / lane_count;
        int64_t edge = vector_count * tile / tile_count_ * lane_count;
        return edge < count ? edge : count;
    }

    /// Scores are kept as powers of two: log₂ e goes into the Queries, before they are rounded.
    void start(Tile &tile) {
        constexpr float log2_of_e = 1.44269504f;
        float factor = attention_.scale * log2_of_e;
        const float *from =
            attention_.queries + tile.first * attention_.query_stride + head_ * attention_.head_dimension;
        pack_queries(from, tile.count, factor, tile.queries);
        memset(tile.sums, 0, static_cast<size_t>(dimension_ * width) * sizeof(float));
        for (int v = 0; v < vectors; v++) {
            tile.maximum[v] = (lanes)(-INFINITY);
            tile.total[v] = (lanes)0.0f;
        }
        tile.first_record = tile.end_record = 0;
        const int64_t *recorded = attention_.recorded_queries;
        while (tile.end_record < attention_.recorded_query_count &&
               recorded[tile.end_record] < tile.first + tile.count) {
            if (recorded[tile.end_record] < tile.first) tile.first_record++;
            tile.end_record++;
        }
    }

    /// Sixteen Queries at a time, gathered two channels of each.
    void pack_queries(const float *from, int64_t count, float factor, uint32_t *to) const {
        __m512i rows = _mm512_mullo_epi32(_mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                          _mm512_set1_epi32(static_cast<int>(attention_.query_stride)));
        for (int64_t query = 0; query < width; query += lane_count) {
            int64_t left = count - query;
            __mmask16 present = left >= lane_count ? 0xffff : left > 0 ? (1u << left) - 1 : 0;
            const float *row = from + (present ? query * attention_.query_stride : 0);
            for (int64_t channel = 0; channel < pairs_; channel++) {
                __m512 zero = _mm512_setzero_ps();
                lanes first = __builtin_bit_cast(
                    lanes, _mm512_mask_i32gather_ps(zero, present, rows, row + 2 * channel, sizeof(float)));
                lanes second = __builtin_bit_cast(
                    lanes, _mm512_mask_i32gather_ps(zero, present, rows, row + 2 * channel + 1, sizeof(float)));
                _mm512_storeu_si512(to + channel * width + query, pair(first * factor, second * factor));
            }
        }
    }

    static uint32_t pair_of(float first, float second) {
        uint32_t low, high;
        memcpy(&low, &first, sizeof low);
        memcpy(&high, &second, sizeof high);
        return (low + 0x8000) >> 16 | ((high + 0x8000) & 0xffff0000);
    }

    /// Pairs of channels lie side by side in a Key already.
    void round_keys(int64_t block, int64_t count) {
        const float *from = attention_.keys + block * attention_.key_stride + head_ * dimension_;
        for (int64_t key = 0; key < count; key++) {
            const float *row = from + key * attention_.key_stride;
            auto *to = reinterpret_cast<uint16_t *>(keys_ + key * pairs_);
            int64_t channel = 0;
            for (; channel + lane_count <= dimension_; channel += lane_count) {
                __m256bh rounded = _mm512_cvtneps_pbh(_mm512_loadu_ps(row + channel));
                memcpy(to + channel, &rounded, sizeof rounded);
            }
            for (; channel < dimension_; channel += 2) {
                uint32_t two = pair_of(row[channel], row[channel + 1]);
                memcpy(to + channel, &two, sizeof two);
            }
        }
    }

    /// Pairs of Keys: the same channel of two Values. The one without a partner at the end is paired with zeros.
    void round_values(int64_t block, int64_t count) {
        const float *from = attention_.values + block * attention_.value_stride + head_ * dimension_;
        for (int64_t key = 0; key < count; key += 2) {
            const float *row = from + key * attention_.value_stride;
            bool has_partner = key + 1 < count;
            const float *partner = has_partner ? row + attention_.value_stride : row;
            uint32_t *to = values_ + key / 2 * dimension_;
            int64_t channel = 0;
            for (; channel + lane_count <= dimension_; channel += lane_count) {
                lanes second = has_partner ? load(partner + channel) : (lanes)0.0f;
                _mm512_storeu_si512(to + channel, pair(load(row + channel), second));
            }
            for (; channel < dimension_; channel++)
                to[channel] = pair_of(row[channel], has_partner ? partner[channel] : 0.0f);
        }
    }

    void attend(Tile &tile, int64_t block, int64_t count) {
        lanes largest[vectors], correction[vectors];
        for (int v = 0; v < vectors; v++) largest[v] = tile.maximum[v];
        int64_t key = 0;
        for (; key + rows_in_tile <= count; key += rows_in_tile) score<rows_in_tile>(tile, key, largest);
        for (; key < count; key++) score<1>(tile, key, largest);
        keep_scores(tile, block, count);
        for (int v = 0; v < vectors; v++) {
            correction[v] = power_of_two(tile.maximum[v] - largest[v]);
            tile.maximum[v] = largest[v];
            tile.total[v] *= correction[v];
        }
        exponentiate(tile, count);
        if (!attention_.values) return;
        int64_t channel = 0, pair_count = (count + 1) / 2;
        for (; channel + rows_in_tile <= dimension_; channel += rows_in_tile)
            weigh<rows_in_tile>(tile, channel, pair_count, correction);
        for (; channel < dimension_; channel++) weigh<1>(tile, channel, pair_count, correction);
    }

    template <int R>
    inline __attribute__((always_inline)) void score(const Tile &tile, int64_t key, lanes (&largest)[vectors]) {
        lanes scores[R][vectors] = {};
        accumulate(scores, keys_ + key * pairs_, pairs_, 1, tile.queries, pairs_);
        for (int r = 0; r < R; r++)
            for (int v = 0; v < vectors; v++) {
                store(scores[r][v], scores_ + (key + r) * width + v * lane_count);
                largest[v] = larger(largest[v], scores[r][v]);
            }
    }

    void exponentiate(Tile &tile, int64_t count) {
        for (int64_t key = 0; key < count; key += 2)
            for (int v = 0; v < vectors; v++) {
                const float *at = scores_ + key * width + v * lane_count;
                lanes first = power_of_two(load(at) - tile.maximum[v]);
                lanes second = key + 1 < count ? power_of_two(load(at + width) - tile.maximum[v]) : (lanes)0.0f;
                tile.total[v] += first + second;
                _mm512_storeu_si512(probabilities_ + key / 2 * width + v * lane_count, pair(first, second));
            }
    }

    template <int R>
    inline __attribute__((always_inline)) void weigh(Tile &tile, int64_t channel, int64_t pair_count,
                                                     const lanes (&correction)[vectors]) {
        lanes sums[R][vectors];
        float *to = tile.sums + channel * width;
        for (int r = 0; r < R; r++)
            for (int v = 0; v < vectors; v++) sums[r][v] = load(to + r * width + v * lane_count) * correction[v];
        accumulate(sums, values_ + channel, 1, dimension_, probabilities_, pair_count);
        for (int r = 0; r < R; r++)
            for (int v = 0; v < vectors; v++) store(sums[r][v], to + r * width + v * lane_count);
    }

    float *record(int64_t index) const {
        return attention_.probabilities +
               (recorded_head_ * attention_.recorded_query_count + index) * attention_.key_count;
    }

    void keep_scores(const Tile &tile, int64_t block, int64_t count) {
        if (recorded_head_ < 0) return;
        for (int64_t index = tile.first_record; index < tile.end_record; index++) {
            int64_t lane = attention_.recorded_queries[index] - tile.first;
            for (int64_t key = 0; key < count; key++) record(index)[block + key] = scores_[key * width + lane];
        }
    }

    void finish(const Tile &tile) {
        float maximum[width], divisor[width];
        for (int v = 0; v < vectors; v++) {
            store(tile.maximum[v], maximum + v * lane_count);
            store(1.0f / tile.total[v], divisor + v * lane_count);
        }
        float *to = attention_.output + tile.first * attention_.output_stride + head_ * dimension_;
        for (int64_t query = 0; query < tile.count && attention_.values; query++)
            for (int64_t channel = 0; channel < dimension_; channel++)
                to[query * attention_.output_stride + channel] = tile.sums[channel * width + query] * divisor[query];
        for (int64_t index = tile.first_record; index < tile.end_record && recorded_head_ >= 0; index++) {
            int64_t lane = attention_.recorded_queries[index] - tile.first;
            make_probabilities(record(index), maximum[lane], divisor[lane]);
        }
    }

    void make_probabilities(float *row, float maximum, float divisor) const {
        int64_t key = 0, left = attention_.key_count % lane_count;
        for (; key + lane_count <= attention_.key_count; key += lane_count)
            store(power_of_two(load(row + key) - maximum) * divisor, row + key);
        if (left > 0) store_first(power_of_two(load_first(row + key, left) - maximum) * divisor, row + key, left);
    }

    const patchlens_attention &attention_;
    const int64_t head_, dimension_, pairs_, tile_count_;
    Tile tiles_[most_tiles];
    uint32_t *keys_, *values_, *probabilities_;
    float *scores_;
    int64_t recorded_head_;
};

}  // namespace

int64_t bfloat16_attention_scratch(int64_t dimension) {
    int64_t tiles = most_tiles * (dimension / 2 + dimension) * width;
    int64_t blocks = keys_in_block * (dimension / 2) + keys_in_block / 2 * dimension;
    return tiles + blocks + keys_in_block * width + keys_in_block / 2 * width;
}

void attend_in_bfloat16(const patchlens_attention &attention, int64_t head, int64_t first, int64_t count,
                        float *scratch) {
    Group(attention, head, first, count, scratch).run();
}

#pragma clang attribute pop

bool has_bfloat16_attention() { return __builtin_cpu_supports("avx512bf16") && hot_kernels().lanes == 16; }

#else

bool has_bfloat16_attention() { return false; }
int64_t bfloat16_attention_scratch(int64_t) { return 0; }
void attend_in_bfloat16(const patchlens_attention &, int64_t, int64_t, int64_t, float *) {}

#endif
