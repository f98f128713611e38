#include "RunSearch.h"

#include "CodecVectors.h"

typedef unsigned __int128 two_words;

enum {
    WORD = 64,
    WORDS = DEFLATE_BLOCK / WORD + 1,
};

/// Bit i of word w says whether byte 64 w + i equals the byte before it.
static void mark_repetitions(const uint8_t *bytes, int64_t words, uint64_t *marks) {
    for (int64_t index = 0; index < words; index++) {
        uint64_t word = 0;
        for (int bit = 0; bit < WORD; bit++) {
            const uint8_t *byte = bytes + index * WORD + bit;
            word |= (uint64_t)(byte[0] == byte[-1]) << bit;
        }
        marks[index] = word;
    }
}

#if defined(__x86_64__)
#include <immintrin.h>

__attribute__((target("avx2"))) static void mark_repetitions_avx2(const uint8_t *bytes, int64_t words,
                                                                  uint64_t *marks) {
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
#endif

static void mark_repetitions_here(const uint8_t *bytes, int64_t words, uint64_t *marks) {
#if defined(__x86_64__)
    if (patchlens_codecs_have_avx2()) {
        mark_repetitions_avx2(bytes, words, marks);
        return;
    }
#endif
    mark_repetitions(bytes, words, marks);
}

/// Bit i: marks i to i + SHORTEST_RUN − 1 are all set.
PATCHLENS_INLINE uint64_t starts_of_runs(uint64_t word, uint64_t next) {
    two_words marks = (two_words)next << WORD | word;
    int reached = 1;
    for (; reached * 2 <= SHORTEST_RUN; reached *= 2) marks &= marks >> reached;
    if (reached < SHORTEST_RUN) marks &= marks >> (SHORTEST_RUN - reached);
    return (uint64_t)marks;
}

/// The first mark from `position` on that is not set.
static int64_t end_of_run(const uint64_t *marks, int64_t position) {
    int64_t index = position / WORD;
    uint64_t unset = ~marks[index] >> (position % WORD) << (position % WORD);
    while (unset == 0) unset = ~marks[++index];
    return index * WORD + __builtin_ctzll(unset);
}

/// A run as matches; what is too short for one at its end stays literals.
static void add_run(match_list *list, int64_t first, int64_t end) {
    while (end - first >= SHORTEST_MATCH) {
        const int64_t length = end - first < LONGEST_MATCH ? end - first : LONGEST_MATCH;
        list->matches[list->count++] = (deflate_match){(uint32_t)first, (uint16_t)length, 1};
        first += length;
    }
}

void find_runs(const uint8_t *bytes, int64_t count, match_list *list) {
    uint64_t marks[WORDS];
    const int64_t words = (count + WORD - 1) / WORD;
    mark_repetitions_here(bytes, words, marks);
    // Nothing lies before the first byte that a run could repeat, and nothing after the last belongs to one.
    marks[0] &= ~(uint64_t)1;
    if (count % WORD != 0) marks[words - 1] &= ((uint64_t)1 << (count % WORD)) - 1;
    marks[words] = 0;

    list->count = 0;
    int64_t end = 0;
    for (int64_t index = 0; index < words; index++) {
        uint64_t starts = starts_of_runs(marks[index], marks[index + 1]);
        while (starts != 0) {
            const int64_t first = index * WORD + __builtin_ctzll(starts);
            if (first >= end) {
                end = end_of_run(marks, first);
                add_run(list, first, end);
            }
            // A run has starts all through it; the next one begins beyond its end, if in this word at all.
            const int64_t inside = end - index * WORD;
            starts = inside >= WORD ? 0 : starts >> inside << inside;
        }
    }
}
