#include "DeflateBlock.h"

#include "CodecVectors.h"
#include "MatchMarks.h"

enum {
    /// Tables that take turns in counting: where a byte repeats, an addition need not wait for the one before it.
    TABLES = 8,
};

typedef struct {
    uint32_t counts[TABLES][END_OF_BLOCK];
} literal_tables;

static void count_literals(literal_tables *tables, const uint8_t *bytes, int64_t count) {
    int64_t index = 0;
    for (; index + 8 <= count; index += 8) {
        uint64_t word;
        memcpy(&word, bytes + index, sizeof(word));
        for (int lane = 0; lane < 8; lane++) tables->counts[lane % TABLES][(word >> (8 * lane)) & 0xff]++;
    }
    for (; index < count; index++) tables->counts[0][bytes[index]]++;
}

static void count_matches(const match_list *list, symbol_counts *counts) {
    for (int64_t index = 0; index < list->count; index++) {
        const deflate_match match = list->matches[index];
        const deflate_symbol length = symbol_of_length(match.length), distance = symbol_of_distance(match.distance);
        counts->literals[length.symbol]++;
        counts->distances[distance.symbol]++;
        counts->extra_bits += length.extra_bits + distance.extra_bits;
    }
}

static void count_between_matches(literal_tables *tables, const uint8_t *bytes, int64_t count,
                                  const match_list *list) {
    int64_t position = 0;
    for (int64_t index = 0; index < list->count; index++) {
        count_literals(tables, bytes + position, list->matches[index].first - position);
        position = list->matches[index].first + list->matches[index].length;
    }
    count_literals(tables, bytes + position, count - position);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_VBMI2 __attribute__((target("avx512bw,avx512vbmi2,popcnt")))

/// Residuals are mostly 0, 1 and −1: those are counted by comparing; the rest are drawn together, and counted after.
TARGET_VBMI2 static void count_between_matches_vbmi2(literal_tables *tables, const uint8_t *bytes, int64_t count,
                                                     const match_list *list) {
    match_marks marks;
    uint8_t others[DEFLATE_BLOCK + MARKS];
    const __m512i zero = _mm512_setzero_si512(), one = _mm512_set1_epi8(1), minus_one = _mm512_set1_epi8(-1);
    uint32_t zeros = 0, ones = 0, minus_ones = 0;
    int64_t other_count = 0;
    mark_matches(list, count, &marks);
    for (int64_t index = 0; index * MARKS < count; index++) {
        const __mmask64 is_literal = marks.literals[index];
        const __m512i vector = _mm512_loadu_si512(bytes + index * MARKS);
        const __mmask64 is_zero = _mm512_mask_cmpeq_epi8_mask(is_literal, vector, zero);
        const __mmask64 is_one = _mm512_mask_cmpeq_epi8_mask(is_literal, vector, one);
        const __mmask64 is_minus_one = _mm512_mask_cmpeq_epi8_mask(is_literal, vector, minus_one);
        const __mmask64 is_other = is_literal & ~(is_zero | is_one | is_minus_one);
        zeros += (uint32_t)__builtin_popcountll(is_zero);
        ones += (uint32_t)__builtin_popcountll(is_one);
        minus_ones += (uint32_t)__builtin_popcountll(is_minus_one);
        _mm512_storeu_si512(others + other_count, _mm512_maskz_compress_epi8(is_other, vector));
        other_count += __builtin_popcountll(is_other);
    }
    count_literals(tables, others, other_count);
    tables->counts[0][0] += zeros;
    tables->counts[0][1] += ones;
    tables->counts[0][255] += minus_ones;
}
#endif

static void count_between_matches_here(literal_tables *tables, const uint8_t *bytes, int64_t count,
                                       const match_list *list) {
#if defined(__x86_64__)
    if (patchlens_codecs_have_vbmi2()) {
        count_between_matches_vbmi2(tables, bytes, count, list);
        return;
    }
#endif
    count_between_matches(tables, bytes, count, list);
}

void count_symbols(const uint8_t *bytes, int64_t count, const match_list *list, symbol_counts *counts) {
    literal_tables tables;
    memset(&tables, 0, sizeof(tables));
    memset(counts, 0, sizeof(*counts));
    count_matches(list, counts);
    count_between_matches_here(&tables, bytes, count, list);
    for (int byte = 0; byte < END_OF_BLOCK; byte++) {
        for (int table = 0; table < TABLES; table++) counts->literals[byte] += tables.counts[table][byte];
    }
    counts->literals[END_OF_BLOCK] = 1;
}
