#include "DeflateBlock.h"

#include "DeflateBody.h"

enum {
    /// What a block without compression can hold.
    STORED = 65535,
};

/// The bits of a block's symbols, and of what follows them.
static uint64_t bits_of_body(const symbol_counts *counts, const block_head *head) {
    uint64_t bits = counts->extra_bits;
    for (int symbol = 0; symbol < LITERALS_AND_LENGTHS; symbol++) {
        bits += (uint64_t)counts->literals[symbol] * head->literals[symbol];
    }
    for (int symbol = 0; symbol < DISTANCES; symbol++) {
        bits += (uint64_t)counts->distances[symbol] * head->distances[symbol];
    }
    return bits;
}

/// The head of a block without compression: whether it is the last, the length, and the length's complement.
PATCHLENS_INLINE void write_stored_head(bit_writer *writer, int64_t count, int is_last) {
    write_bits(writer, (uint64_t)is_last, 3);
    align_to_byte(writer);
    write_bits(writer, (uint64_t)count | (uint64_t)(STORED - count) << 16, 32);
}

void write_empty_block(bit_writer *writer) { write_stored_head(writer, 0, 0); }

static void write_stored(bit_writer *writer, const uint8_t *bytes, int64_t count, int is_last) {
    while (count > 0) {
        const int64_t part = count < STORED ? count : STORED;
        write_stored_head(writer, part, is_last && part == count);
        memcpy(writer->next, bytes, (size_t)part);
        writer->next += part;
        bytes += part;
        count -= part;
    }
}

void write_deflate_block(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list,
                         int is_last) {
    symbol_counts counts;
    block_head head;
    count_symbols(bytes, count, list, &counts);
    const uint64_t head_bits = make_head(&head, &counts);
    if (head_bits + bits_of_body(&counts, &head) >= 8 * (uint64_t)count) {
        write_stored(writer, bytes, count, is_last);
        return;
    }
    write_head(writer, &head, is_last);
    write_body(writer, bytes, count, list, &head);
}
