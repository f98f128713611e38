#ifndef PATCHLENS_PNG_COMPRESSION_H
#define PATCHLENS_PNG_COMPRESSION_H

#include "DeflateBlock.h"
#include "MatchSearch.h"
#include "PNGOutput.h"
#include "RunSearch.h"

enum {
    /// Compressed bytes after which a chunk is written.
    PNG_CHUNK = 1 << 17,
    /// What matches can reach, before the block.
    HISTORY = FARTHEST_MATCH,
};

/// Turns filtered rows into the IDAT chunks of a PNG: one zlib stream (RFC 1950), block by block, cut where a chunk is
/// full.
typedef struct {
    png_output *output;
    /// The search for the smallest blocks, with its memory; NULL where runs are enough.
    match_search *search;
    uint32_t adler;
    /// Filtered bytes in the block, and those of earlier blocks before it.
    int64_t used, history;
    bit_writer writer;
    match_list list;
    uint8_t bytes[SEARCH_MARGIN + HISTORY + DEFLATE_BLOCK + SEARCH_MARGIN];
    /// Room for the head of a chunk, then compressed bytes up to `writer.next`.
    uint8_t chunk[2 * PNG_CHUNK_FIELD + PNG_CHUNK + DEFLATE_BLOCK_BOUND + 2 * PNG_CHUNK_FIELD];
} png_compression;

/// Begins. `search` stays the caller's; NULL for runs alone.
void begin_compression(png_compression *compression, png_output *output, match_search *search);

/// Where filtered bytes go next, and in `room` how many can, at least one; NULL when a write failed.
uint8_t *compression_room(png_compression *compression, int64_t *room);

/// Takes what the caller has put there.
void add_to_compression(png_compression *compression, int64_t count);

/// Writes what is left. Returns 0 when all was written.
int finish_compression(png_compression *compression);

#endif
