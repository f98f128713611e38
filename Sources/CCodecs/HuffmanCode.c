#include "HuffmanCode.h"

#include <string.h>

enum {
    SYMBOLS = PATCHLENS_HUFFMAN_SYMBOLS,
    LONGEST = PATCHLENS_HUFFMAN_LONGEST,
    /// What the counts are sorted by at a time.
    DIGIT_BITS = 8,
    DIGITS = 1 << DIGIT_BITS,
};

/// A symbol that occurs, and how often.
typedef struct {
    uint32_t count;
    uint16_t symbol;
} leaf;

/// Rarest first; of two as rare the lower symbol first, so that the code depends on nothing but the counts.
static void sort(leaf *leaves, int leaf_count, uint32_t most) {
    leaf sorted[SYMBOLS];
    for (int shift = 0; shift < 32 && most >> shift != 0; shift += DIGIT_BITS) {
        int starts[DIGITS + 1] = {0};
        for (int i = 0; i < leaf_count; i++) starts[(leaves[i].count >> shift) % DIGITS + 1]++;
        for (int digit = 0; digit < DIGITS; digit++) starts[digit + 1] += starts[digit];
        for (int i = 0; i < leaf_count; i++) sorted[starts[(leaves[i].count >> shift) % DIGITS]++] = leaves[i];
        memcpy(leaves, sorted, (size_t)leaf_count * sizeof(leaf));
    }
}

/// How many leaves of Huffman's tree lie at each depth, those deeper than `longest` at `longest`.
///
/// The two lightest of what is left are joined, again and again. New knots come in order of their weight, so that the
/// lightest is always the first leaf or the first knot not yet joined (van Leeuwen 1976).
static void count_depths(const leaf *leaves, int leaf_count, int longest, int *at_depth) {
    uint32_t weights[SYMBOLS];
    int parents[2 * SYMBOLS], depths[SYMBOLS];
    int next_leaf = 0, next_knot = 0;
    const int knot_count = leaf_count - 1;
    for (int knot = 0; knot < knot_count; knot++) {
        weights[knot] = 0;
        for (int child = 0; child < 2; child++) {
            const int is_leaf = next_leaf < leaf_count
                                && (next_knot == knot || leaves[next_leaf].count <= weights[next_knot]);
            weights[knot] += is_leaf ? leaves[next_leaf].count : weights[next_knot];
            parents[is_leaf ? next_leaf++ : leaf_count + next_knot++] = knot;
        }
    }
    // A parent is made after its children: backwards, its depth is known before theirs.
    depths[knot_count - 1] = 0;
    for (int knot = knot_count - 2; knot >= 0; knot--) depths[knot] = depths[parents[leaf_count + knot]] + 1;
    memset(at_depth, 0, (LONGEST + 1) * sizeof(int));
    for (int i = 0; i < leaf_count; i++) {
        const int depth = depths[parents[i]] + 1;
        at_depth[depth < longest ? depth : longest]++;
    }
}

/// Leaves that were raised to `longest` take up room that the code does not have. A leaf from above becomes a knot of
/// itself and one of them, which gives back the room of one, until the room is what there is.
static void make_room(int longest, int *at_depth) {
    int room = 0;
    for (int depth = 1; depth <= longest; depth++) room += at_depth[depth] << (longest - depth);
    for (; room > 1 << longest; room--) {
        int depth = longest - 1;
        while (at_depth[depth] == 0) depth--;
        at_depth[depth]--;
        at_depth[depth + 1] += 2;
        at_depth[longest]--;
    }
}

void patchlens_huffman_lengths(const uint32_t *counts, int symbol_count, int longest, uint8_t *lengths) {
    leaf leaves[SYMBOLS];
    int leaf_count = 0, at_depth[LONGEST + 1];
    uint32_t most = 1;
    for (int symbol = 0; symbol < symbol_count; symbol++) {
        lengths[symbol] = 0;
        if (counts[symbol] == 0) continue;
        leaves[leaf_count++] = (leaf){counts[symbol], (uint16_t)symbol};
        if (counts[symbol] > most) most = counts[symbol];
    }
    for (uint16_t symbol = 0; leaf_count < 2; symbol++) {
        if (counts[symbol] == 0) leaves[leaf_count++] = (leaf){0, symbol};
    }
    sort(leaves, leaf_count, most);
    count_depths(leaves, leaf_count, longest, at_depth);
    make_room(longest, at_depth);
    int next = 0;
    for (int depth = longest; depth > 0; depth--) {
        for (int i = 0; i < at_depth[depth]; i++) lengths[leaves[next++].symbol] = (uint8_t)depth;
    }
}

void patchlens_huffman_codes(const uint8_t *lengths, int symbol_count, uint16_t *codes) {
    int with_length[LONGEST + 1] = {0};
    for (int symbol = 0; symbol < symbol_count; symbol++) with_length[lengths[symbol]]++;
    with_length[0] = 0;
    unsigned next[LONGEST + 1] = {0};
    for (int length = 1; length <= LONGEST; length++) {
        next[length] = (next[length - 1] + (unsigned)with_length[length - 1]) << 1;
    }
    for (int symbol = 0; symbol < symbol_count; symbol++) {
        unsigned code = next[lengths[symbol]]++, reversed = 0;
        for (int bit = 0; bit < lengths[symbol]; bit++) reversed |= (code >> bit & 1) << (lengths[symbol] - 1 - bit);
        codes[symbol] = (uint16_t)reversed;
    }
}
