#include "DeflateHead.h"

#include "HuffmanCode.h"

enum {
    LONGEST_LENGTH_CODE = 7,
    /// After this symbol, the last length 3 to 6 times.
    REPEAT = 16,
    /// After these, 3 to 10 zeros and 11 to 138.
    SOME_ZEROS = 17,
    MANY_ZEROS = 18,
};

static const uint8_t item_extra_bits[LENGTH_SYMBOLS] = {[REPEAT] = 2, [SOME_ZEROS] = 3, [MANY_ZEROS] = 7};

/// The order in which the lengths of the code of lengths are written: the least used last, where they can be left out.
static const uint8_t item_order[LENGTH_SYMBOLS] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

static void add_item(block_head *head, int symbol, int extra) {
    head->items[head->item_count] = (uint8_t)symbol;
    head->extras[head->item_count++] = (uint8_t)extra;
}

static void add_zeros(block_head *head, int times) {
    while (times >= 11) {
        const int part = times < 138 ? times : 138;
        add_item(head, MANY_ZEROS, part - 11);
        times -= part;
    }
    if (times >= 3) {
        add_item(head, SOME_ZEROS, times - 3);
        times = 0;
    }
    while (times-- > 0) add_item(head, 0, 0);
}

/// A length once, and as often again as it repeats.
static void add_length(block_head *head, int length, int times) {
    add_item(head, length, 0);
    times--;
    while (times >= 3) {
        const int part = times < 6 ? times : 6;
        add_item(head, REPEAT, part - 3);
        times -= part;
    }
    while (times-- > 0) add_item(head, length, 0);
}

/// The two rows of lengths as items: a repetition may go on from the first row into the second.
static void make_items(block_head *head) {
    uint8_t lengths[LITERALS_AND_LENGTHS + DISTANCES];
    const int count = head->literal_count + head->distance_count;
    memcpy(lengths, head->literals, (size_t)head->literal_count);
    memcpy(lengths + head->literal_count, head->distances, (size_t)head->distance_count);
    head->item_count = 0;
    for (int first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && lengths[end] == lengths[first]; end++) continue;
        if (lengths[first] == 0) {
            add_zeros(head, end - first);
        } else {
            add_length(head, lengths[first], end - first);
        }
    }
}

uint64_t make_head(block_head *head, const symbol_counts *counts) {
    patchlens_huffman_lengths(counts->literals, LITERALS_AND_LENGTHS, LONGEST_CODE, head->literals);
    patchlens_huffman_lengths(counts->distances, DISTANCES, LONGEST_CODE, head->distances);
    // The end of the block has a code, and some distance; so has length 1, whose own place in the order is the last
    // but one. None of the three counts gets lower than deflate can say.
    head->literal_count = LITERALS_AND_LENGTHS;
    while (head->literals[head->literal_count - 1] == 0) head->literal_count--;
    head->distance_count = DISTANCES;
    while (head->distances[head->distance_count - 1] == 0) head->distance_count--;
    make_items(head);

    uint32_t item_counts[LENGTH_SYMBOLS] = {0};
    for (int index = 0; index < head->item_count; index++) item_counts[head->items[index]]++;
    patchlens_huffman_lengths(item_counts, LENGTH_SYMBOLS, LONGEST_LENGTH_CODE, head->item_lengths);
    head->item_length_count = LENGTH_SYMBOLS;
    while (head->item_lengths[item_order[head->item_length_count - 1]] == 0) head->item_length_count--;
    uint64_t bits = 3 + 5 + 5 + 4 + 3 * (uint64_t)head->item_length_count;
    for (int symbol = 0; symbol < LENGTH_SYMBOLS; symbol++) {
        bits += (uint64_t)item_counts[symbol] * (head->item_lengths[symbol] + item_extra_bits[symbol]);
    }
    return bits;
}

void write_head(bit_writer *writer, const block_head *head, int is_last) {
    write_bits(writer, (uint64_t)(is_last != 0), 1);
    write_bits(writer, 2, 2);
    write_bits(writer, (uint64_t)(head->literal_count - FIRST_LENGTH), 5);
    write_bits(writer, (uint64_t)(head->distance_count - 1), 5);
    write_bits(writer, (uint64_t)(head->item_length_count - 4), 4);
    for (int index = 0; index < head->item_length_count; index++) {
        write_bits(writer, head->item_lengths[item_order[index]], 3);
    }
    uint16_t codes[LENGTH_SYMBOLS];
    patchlens_huffman_codes(head->item_lengths, LENGTH_SYMBOLS, codes);
    for (int index = 0; index < head->item_count; index++) {
        const int item = head->items[index];
        write_bits(writer, codes[item], head->item_lengths[item]);
        write_bits(writer, head->extras[index], item_extra_bits[item]);
    }
}
