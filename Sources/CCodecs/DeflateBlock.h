#ifndef PATCHLENS_DEFLATE_BLOCK_H
#define PATCHLENS_DEFLATE_BLOCK_H

#include "DeflateHead.h"
#include "DeflateMatches.h"

enum {
    /// No block gets longer than this: its bytes as they are, the heads of their parts, and what the bit writer stores
    /// beyond its end.
    DEFLATE_BLOCK_BOUND = DEFLATE_BLOCK + 64,
};

/// How often each symbol of a block of `count` bytes occurs, the end of it with them. SEARCH_MARGIN bytes behind them
/// are readable.
void count_symbols(const uint8_t *bytes, int64_t count, const match_list *list, symbol_counts *counts);

/// Writes one block of a deflate stream (RFC 1951): the matches and the literals between them in codes made for them,
/// or the bytes as they are if they are no longer so.
void write_deflate_block(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list, int is_last);

/// Writes a block of nothing, which ends with a whole byte: what follows can be written by another.
void write_empty_block(bit_writer *writer);

#endif
