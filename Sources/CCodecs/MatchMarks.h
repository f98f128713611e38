#ifndef PATCHLENS_MATCH_MARKS_H
#define PATCHLENS_MATCH_MARKS_H

#include "DeflateMatches.h"

enum {
    MARKS = 64,
    /// One beyond the last: a match can end where the block does.
    MARK_WORDS = DEFLATE_BLOCK / MARKS + 1,
};

/// A block's bytes by what they are, bit i of word w for byte 64 w + i.
typedef struct {
    /// Bytes of no match.
    uint64_t literals[MARK_WORDS];
    /// The first two bytes of each match, which stand for its length and distance.
    uint64_t heads[MARK_WORDS];
} match_marks;

/// Marks the bytes of a block without a jump that depends on them. Words up to the one beyond the last byte are set;
/// bytes behind the block are not literals.
PATCHLENS_INLINE void mark_matches(const match_list *list, int64_t count, match_marks *marks) {
    // First a mark where matches begin and one where they end; between two of them all bytes are alike.
    uint64_t edges[MARK_WORDS];
    const int64_t words = count / MARKS + 1;
    memset(edges, 0, (size_t)words * sizeof(*edges));
    memset(marks->heads, 0, (size_t)words * sizeof(*edges));
    for (int64_t index = 0; index < list->count; index++) {
        const uint32_t first = list->matches[index].first, end = first + list->matches[index].length;
        edges[first / MARKS] ^= (uint64_t)1 << (first % MARKS);
        edges[end / MARKS] ^= (uint64_t)1 << (end % MARKS);
        marks->heads[first / MARKS] |= (uint64_t)1 << (first % MARKS);
        marks->heads[(first + 1) / MARKS] |= (uint64_t)1 << ((first + 1) % MARKS);
    }
    uint64_t all_before = 0;
    for (int64_t index = 0; index < words; index++) {
        uint64_t inside = edges[index];
        for (int step = 1; step < MARKS; step *= 2) inside ^= inside << step;
        inside ^= all_before;
        marks->literals[index] = ~inside;
        all_before = (uint64_t)((int64_t)inside >> (MARKS - 1));
    }
    marks->literals[words - 1] &= ((uint64_t)1 << (count % MARKS)) - 1;
}

#endif
