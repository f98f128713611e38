#include "PNGCompression.h"

#include "Checksums.h"

#include <string.h>

static uint8_t *block_of(png_compression *compression) { return compression->bytes + SEARCH_MARGIN + HISTORY; }

static uint8_t *contents_of_chunk(png_compression *compression) { return compression->chunk + 2 * PNG_CHUNK_FIELD; }

void begin_compression(png_compression *compression, png_output *output, match_search *search) {
    compression->output = output;
    compression->search = search;
    compression->adler = 1;
    compression->used = compression->history = 0;
    compression->writer = (bit_writer){contents_of_chunk(compression), 0, 0};
    // Deflate with a window of 32768 bytes, by the fastest or the best of means; together a multiple of 31.
    write_bits(&compression->writer, 0x78, 8);
    write_bits(&compression->writer, search == NULL ? 0x01 : 0xda, 8);
}

static int write_chunk(png_compression *compression) {
    uint8_t *const contents = contents_of_chunk(compression);
    const size_t length = (size_t)(compression->writer.next - contents);
    compression->writer.next = contents;
    return write_png_chunk(compression->output, "IDAT", compression->chunk, length);
}

/// Compresses the block, and writes a chunk if it is full or the last.
static int write_block(png_compression *compression, int is_last) {
    uint8_t *const block = block_of(compression);
    const int64_t count = compression->used;
    compression->adler = patchlens_adler32(compression->adler, block, (size_t)count);
    if (compression->search == NULL) {
        find_runs(block, count, &compression->list);
    } else {
        find_matches(compression->search, block, compression->history, count, &compression->list);
        // The history before a block ends where the block begins.
        memmove(block - HISTORY, block + count - HISTORY, HISTORY);
        compression->history = compression->history + count < HISTORY ? compression->history + count : HISTORY;
    }
    write_deflate_block(&compression->writer, block, count, &compression->list, is_last);
    compression->used = 0;
    if (!is_last && compression->writer.next - contents_of_chunk(compression) < PNG_CHUNK) return 0;
    if (is_last) {
        align_to_byte(&compression->writer);
        put_big_endian(compression->writer.next, compression->adler);
        compression->writer.next += sizeof(compression->adler);
    }
    return write_chunk(compression);
}

uint8_t *compression_room(png_compression *compression, int64_t *room) {
    // A full block waits until it is known that it is not the last.
    if (compression->used == DEFLATE_BLOCK && write_block(compression, 0) != 0) return NULL;
    *room = DEFLATE_BLOCK - compression->used;
    return block_of(compression) + compression->used;
}

void add_to_compression(png_compression *compression, int64_t count) { compression->used += count; }

int finish_compression(png_compression *compression) { return write_block(compression, 1); }
