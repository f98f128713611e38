#include "RunSearch.h"

#include "CodecVectors.h"

#include <string.h>

enum {
    WORD = 64,
    /// One beyond the last, in which a run can end.
    WORDS = DEFLATE_BLOCK / WORD + 1,
    /// Between two runs is at least one byte.
    MOST_RUNS = DEFLATE_BLOCK / (SHORTEST_RUN + 1) + 1,
};

/// Bit i of word w says whether byte 64 w + i equals the byte before it.
PATCHLENS_INLINE void mark_repetitions(const uint8_t *bytes, int64_t words, uint64_t *marks) {
    for (int64_t index = 0; index < words; index++) {
        uint64_t word = 0;
        for (int bit = 0; bit < WORD; bit++) {
            const uint8_t *byte = bytes + index * WORD + bit;
            word |= (uint64_t)(byte[0] == byte[-1]) << bit;
        }
        marks[index] = word;
    }
}

/// Where runs begin and end, a bit a byte as in the marks.
typedef struct {
    uint64_t firsts[WORDS], ends[WORDS];
} run_edges;

/// A run is SHORTEST_RUN or more marks; it begins where no mark is before, and ends where the first is missing.
PATCHLENS_INLINE void find_edges(const uint64_t *marks, int64_t words, run_edges *edges) {
    // Bit i: marks i to i + SHORTEST_RUN − 1 are all set. The reach is doubled again and again, in place, as only later
    // words are read.
    uint64_t starts[WORDS + 1];
    memcpy(starts, marks, (size_t)(words + 1) * sizeof(*starts));
    int reached = 1;
    while (reached < SHORTEST_RUN) {
        const int step = reached < SHORTEST_RUN - reached ? reached : SHORTEST_RUN - reached;
        for (int64_t index = 0; index < words; index++) {
            starts[index] &= starts[index] >> step | starts[index + 1] << (WORD - step);
        }
        reached += step;
    }
    edges->firsts[0] = starts[0] & ~(marks[0] << 1);
    edges->ends[0] = ~marks[0] & starts[0] << SHORTEST_RUN;
    for (int64_t index = 1; index <= words; index++) {
        edges->firsts[index] = starts[index] & ~(marks[index] << 1 | marks[index - 1] >> (WORD - 1));
        edges->ends[index] =
            ~marks[index] & (starts[index] << SHORTEST_RUN | starts[index - 1] >> (WORD - SHORTEST_RUN));
    }
}

/// The places of all bits that are set, up to `words` · WORD; returns how many they are. Behind the last, four more
/// places are written over.
PATCHLENS_INLINE int64_t list_bits(const uint64_t *bits, int64_t words, uint32_t *places) {
    int64_t count = 0;
    for (int64_t index = 0; index < words; index++) {
        uint64_t word = bits[index];
        const int in_word = __builtin_popcountll(word);
        // Few words have more than four, and how many of them a processor guesses badly.
        for (int place = 0; place < 4; place++) {
            // A word of no bits has no first: then the place is written over.
            const uint64_t some = word | (uint64_t)1 << (WORD - 1);
            places[count + place] = (uint32_t)(index * WORD) + (uint32_t)__builtin_ctzll(some);
            word &= word - 1;
        }
        for (int place = 4; place < in_word; place++) {
            places[count + place] = (uint32_t)(index * WORD) + (uint32_t)__builtin_ctzll(word);
            word &= word - 1;
        }
        count += in_word;
    }
    return count;
}

/// A run longer than a match can be, as several; what is too short for one at its end stays literals.
static int64_t add_long_run(deflate_match *matches, int64_t first, int64_t end) {
    int64_t count = 0;
    while (end - first >= SHORTEST_MATCH) {
        const int64_t length = end - first < LONGEST_MATCH ? end - first : LONGEST_MATCH;
        matches[count++] = (deflate_match){(uint32_t)first, (uint16_t)length, 1};
        first += length;
    }
    return count;
}

PATCHLENS_INLINE void list_runs(const uint8_t *bytes, int64_t count, match_list *list,
                                void (*mark)(const uint8_t *, int64_t, uint64_t *)) {
    uint64_t marks[WORDS];
    run_edges edges;
    uint32_t firsts[MOST_RUNS + 4], ends[MOST_RUNS + 4];
    const int64_t words = (count + WORD - 1) / WORD;
    mark(bytes, words, marks);
    // Nothing lies before the first byte that a run could repeat, and nothing after the last belongs to one.
    marks[0] &= ~(uint64_t)1;
    if (count % WORD != 0) marks[words - 1] &= ((uint64_t)1 << (count % WORD)) - 1;
    marks[words] = 0;
    find_edges(marks, words, &edges);
    const int64_t runs = list_bits(edges.firsts, words, firsts);
    list_bits(edges.ends, words + 1, ends);

    int64_t matches = 0;
    for (int64_t index = 0; index < runs; index++) {
        const uint32_t first = firsts[index], length = ends[index] - first;
        if (length <= LONGEST_MATCH) {
            list->matches[matches++] = (deflate_match){first, (uint16_t)length, 1};
        } else {
            matches += add_long_run(list->matches + matches, first, ends[index]);
        }
    }
    list->count = matches;
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_AVX2 __attribute__((target("avx2,bmi,popcnt")))

TARGET_AVX2 static inline void mark_repetitions_avx2(const uint8_t *bytes, int64_t words, uint64_t *marks) {
    for (int64_t index = 0; index < words; index++) {
        uint64_t word = 0;
        for (int half = 1; half >= 0; half--) {
            const uint8_t *from = bytes + index * WORD + half * 32;
            const __m256i these = _mm256_loadu_si256((const __m256i *)from);
            const __m256i before = _mm256_loadu_si256((const __m256i *)(from - 1));
            word = word << 32 | (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(these, before));
        }
        marks[index] = word;
    }
}

/// Counting bits, and finding the first, takes one step each.
TARGET_AVX2 static void list_runs_avx2(const uint8_t *bytes, int64_t count, match_list *list) {
    list_runs(bytes, count, list, mark_repetitions_avx2);
}
#endif

void find_runs(const uint8_t *bytes, int64_t count, match_list *list) {
#if defined(__x86_64__)
    if (patchlens_codecs_have_avx2()) {
        list_runs_avx2(bytes, count, list);
        return;
    }
#endif
    list_runs(bytes, count, list, mark_repetitions);
}
