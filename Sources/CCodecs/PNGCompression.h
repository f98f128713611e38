#ifndef PATCHLENS_PNG_COMPRESSION_H
#define PATCHLENS_PNG_COMPRESSION_H

#include "DeflateBlock.h"
#include "MatchSearch.h"
#include "RunSearch.h"

enum {
    /// What matches can reach, before the block.
    HISTORY = FARTHEST_MATCH,
};

/// Turns filtered rows into a stretch of a deflate stream, block by block, that begins and ends with a whole byte.
typedef struct {
    /// The search for the smallest blocks, with its memory; NULL where runs are enough.
    match_search *search;
    /// Of the stretch, and how many bytes it is of.
    uint32_t adler;
    int64_t count;
    /// Filtered bytes in the block, and those of earlier blocks before it.
    int64_t used, history;
    bit_writer writer;
    match_list list;
    uint8_t bytes[SEARCH_MARGIN + HISTORY + DEFLATE_BLOCK + SEARCH_MARGIN];
} png_compression;

/// Forgets everything. `search` stays the caller's; NULL for runs alone.
void begin_compression(png_compression *compression, match_search *search);

/// Begins a stretch, which goes to `output`: there is room for `compression_bound` bytes. What was taken before is what
/// its matches can reach.
void begin_stretch(png_compression *compression, uint8_t *output);

/// What a stretch made of `count` bytes can take, with what the writer stores beyond its end.
int64_t compression_bound(int64_t count);

/// Where filtered bytes go next, and in `room` how many can, at least one.
uint8_t *compression_room(png_compression *compression, int64_t *room);

/// Takes what the caller has put there.
void add_to_compression(png_compression *compression, int64_t count);

/// Takes it as bytes that lie before the stretch: others have compressed them. Only before the first of the stretch.
void add_history(png_compression *compression, int64_t count);

/// Compresses what is left; returns the bytes of the stretch. The last of all ends the stream.
int64_t end_stretch(png_compression *compression, uint8_t *output, int is_last);

#endif
