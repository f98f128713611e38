#ifndef PATCHLENS_DEFLATE_HEAD_H
#define PATCHLENS_DEFLATE_HEAD_H

#include "DeflateMatches.h"

enum {
    /// So that four literals fit between two stores of bits (4 × 14 = 56).
    LONGEST_CODE = 14,
    /// Lengths of codes are themselves written in a code of 19 symbols, none over 7 bits.
    LENGTH_SYMBOLS = 19,
};

/// How often each symbol of a block occurs, and the bits that follow lengths and distances.
typedef struct {
    uint32_t literals[LITERALS_AND_LENGTHS], distances[DISTANCES];
    uint64_t extra_bits;
} symbol_counts;

/// The codes of a block, and how they are written (RFC 1951, 3.2.7).
typedef struct {
    uint8_t literals[LITERALS_AND_LENGTHS], distances[DISTANCES];
    /// Symbols up to the last that has a code.
    int literal_count, distance_count;
    /// Both rows of lengths as one, repetitions drawn together: symbols and the bits that follow each.
    uint8_t items[LITERALS_AND_LENGTHS + DISTANCES], extras[LITERALS_AND_LENGTHS + DISTANCES];
    int item_count;
    uint8_t item_lengths[LENGTH_SYMBOLS];
    int item_length_count;
} block_head;

/// Works out the best codes; returns the bits that the head takes.
uint64_t make_head(block_head *head, const symbol_counts *counts);

/// Writes what `make_head` made.
void write_head(bit_writer *writer, const block_head *head, int is_last);

#endif
