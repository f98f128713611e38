#include "PNGCompression.h"

#include "Checksums.h"

static uint8_t *block_of(png_compression *compression) { return compression->bytes + SEARCH_MARGIN + HISTORY; }

void begin_compression(png_compression *compression, match_search *search) {
    compression->search = search;
    compression->used = compression->history = 0;
}

void begin_stretch(png_compression *compression, uint8_t *output) {
    compression->adler = 1;
    compression->count = 0;
    compression->writer = (bit_writer){output, 0, 0};
}

int64_t compression_bound(int64_t count) {
    // The last block may be a small one.
    return (count / DEFLATE_BLOCK + 1) * DEFLATE_BLOCK_BOUND;
}

/// The history before a block ends where the block begins.
static void move_to_history(png_compression *compression, int64_t count) {
    uint8_t *const block = block_of(compression);
    memmove(block - HISTORY, block + count - HISTORY, HISTORY);
    compression->history = compression->history + count < HISTORY ? compression->history + count : HISTORY;
}

static void write_block(png_compression *compression, int is_last) {
    uint8_t *const block = block_of(compression);
    const int64_t count = compression->used;
    compression->adler = patchlens_adler32(compression->adler, block, (size_t)count);
    compression->count += count;
    compression->used = 0;
    if (compression->search == NULL) {
        find_runs(block, count, &compression->list);
        write_deflate_block(&compression->writer, block, count, &compression->list, is_last);
    } else {
        find_matches(compression->search, block, compression->history, count, &compression->list);
        write_deflate_block(&compression->writer, block, count, &compression->list, is_last);
        move_to_history(compression, count);
    }
}

uint8_t *compression_room(png_compression *compression, int64_t *room) {
    // A full block waits until it is known that it is not the last.
    if (compression->used == DEFLATE_BLOCK) write_block(compression, 0);
    *room = DEFLATE_BLOCK - compression->used;
    return block_of(compression) + compression->used;
}

void add_to_compression(png_compression *compression, int64_t count) { compression->used += count; }

void add_history(png_compression *compression, int64_t count) {
    if (compression->search != NULL) move_to_history(compression, count);
}

int64_t end_stretch(png_compression *compression, uint8_t *output, int is_last) {
    write_block(compression, is_last);
    if (is_last) {
        align_to_byte(&compression->writer);
    } else {
        write_empty_block(&compression->writer);
    }
    return compression->writer.next - output;
}
