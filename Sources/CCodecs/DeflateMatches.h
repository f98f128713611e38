#ifndef PATCHLENS_DEFLATE_MATCHES_H
#define PATCHLENS_DEFLATE_MATCHES_H

#include "BitWriter.h"

#include <stdint.h>

enum {
    /// Bytes of a block. More would spare heads (80 to 150 bytes each), less would let the code follow the picture:
    /// on overlays half and twice as much made files 0.1 to 0.3 % larger, and 0.1 % smaller.
    DEFLATE_BLOCK = 1 << 16,
    SHORTEST_MATCH = 3,
    LONGEST_MATCH = 258,
    FARTHEST_MATCH = 32768,
    /// Symbols of the two codes of a block (RFC 1951, 3.2.5).
    END_OF_BLOCK = 256,
    FIRST_LENGTH = 257,
    LITERALS_AND_LENGTHS = 286,
    DISTANCES = 30,
};

/// Bytes of a block that are written as a copy of those `distance` before them.
typedef struct {
    /// Where in the block.
    uint32_t first;
    uint16_t length, distance;
} deflate_match;

/// The matches of a block in order; what lies between them are literals.
typedef struct {
    int64_t count;
    deflate_match matches[DEFLATE_BLOCK / SHORTEST_MATCH + 1];
} match_list;

/// A symbol, and bits that follow it.
typedef struct {
    unsigned symbol, extra, extra_bits;
} deflate_symbol;

/// Eight lengths have symbols of their own, then four symbols share each doubling; 258 stands apart.
PATCHLENS_INLINE deflate_symbol symbol_of_length(unsigned length) {
    const unsigned offset = length - SHORTEST_MATCH;
    if (length == LONGEST_MATCH) return (deflate_symbol){LITERALS_AND_LENGTHS - 1, 0, 0};
    if (offset < 8) return (deflate_symbol){FIRST_LENGTH + offset, 0, 0};
    const unsigned bits = 29 - (unsigned)__builtin_clz(offset);
    return (deflate_symbol){FIRST_LENGTH + 4 * bits + (offset >> bits), offset & ((1u << bits) - 1), bits};
}

/// Four distances have symbols of their own, then two symbols share each doubling.
PATCHLENS_INLINE deflate_symbol symbol_of_distance(unsigned distance) {
    const unsigned offset = distance - 1;
    if (offset < 4) return (deflate_symbol){offset, 0, 0};
    const unsigned bits = 30 - (unsigned)__builtin_clz(offset);
    return (deflate_symbol){2 * bits + (offset >> bits), offset & ((1u << bits) - 1), bits};
}

#endif
