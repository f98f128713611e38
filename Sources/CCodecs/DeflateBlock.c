#include "DeflateBlock.h"

#include "CodecVectors.h"
#include "HuffmanCode.h"

enum {
    /// What a block without compression can hold.
    STORED = 65535,
    /// Tables that take turns in counting: where a byte repeats, an addition need not wait for the one before it.
    TABLES = 4,
};

/// A symbol's code and its length, in one word so that one load gets both.
typedef struct {
    uint16_t code, length;
} code_word;

typedef struct {
    code_word literals[LITERALS_AND_LENGTHS], distances[DISTANCES];
} code_words;

// MARK: - Counting

PATCHLENS_INLINE void count_literals(uint32_t tables[TABLES][END_OF_BLOCK], const uint8_t *bytes, int64_t count) {
    int64_t index = 0;
    for (; index + 8 <= count; index += 8) {
        uint64_t word;
        memcpy(&word, bytes + index, sizeof(word));
        for (int lane = 0; lane < 8; lane++) tables[lane % TABLES][(word >> (8 * lane)) & 0xff]++;
    }
    for (; index < count; index++) tables[0][bytes[index]]++;
}

void count_symbols(const uint8_t *bytes, int64_t count, const match_list *list, symbol_counts *counts) {
    uint32_t tables[TABLES][END_OF_BLOCK];
    memset(tables, 0, sizeof(tables));
    memset(counts, 0, sizeof(*counts));
    int64_t position = 0;
    for (int64_t index = 0; index < list->count; index++) {
        const deflate_match match = list->matches[index];
        count_literals(tables, bytes + position, match.first - position);
        counts->literals[symbol_of_length(match.length).symbol]++;
        counts->distances[symbol_of_distance(match.distance).symbol]++;
        position = match.first + match.length;
    }
    count_literals(tables, bytes + position, count - position);
    for (int byte = 0; byte < END_OF_BLOCK; byte++) {
        for (int table = 0; table < TABLES; table++) counts->literals[byte] += tables[table][byte];
    }
    counts->literals[END_OF_BLOCK] = 1;
}

/// The bits of a block's symbols, and of what follows them.
static uint64_t bits_of_body(const match_list *list, const symbol_counts *counts, const block_head *head) {
    uint64_t bits = 0;
    for (int symbol = 0; symbol < LITERALS_AND_LENGTHS; symbol++) {
        bits += (uint64_t)counts->literals[symbol] * head->literals[symbol];
    }
    for (int symbol = 0; symbol < DISTANCES; symbol++) {
        bits += (uint64_t)counts->distances[symbol] * head->distances[symbol];
    }
    for (int64_t index = 0; index < list->count; index++) {
        const deflate_match match = list->matches[index];
        bits += symbol_of_length(match.length).extra_bits + symbol_of_distance(match.distance).extra_bits;
    }
    return bits;
}

// MARK: - Writing

static void make_words(code_word *words, const uint8_t *lengths, int symbol_count) {
    uint16_t codes[LITERALS_AND_LENGTHS];
    patchlens_huffman_codes(lengths, symbol_count, codes);
    for (int symbol = 0; symbol < symbol_count; symbol++) words[symbol] = (code_word){codes[symbol], lengths[symbol]};
}

PATCHLENS_INLINE void write_literals(bit_writer *writer, const uint8_t *bytes, int64_t count,
                                     const code_word *words) {
    int64_t index = 0;
    // Four are put together beside the writer's own bits, so that only the last step waits for the four before.
    for (; index + 4 <= count; index += 4) {
        const code_word a = words[bytes[index]], b = words[bytes[index + 1]];
        const code_word c = words[bytes[index + 2]], d = words[bytes[index + 3]];
        const unsigned two = (unsigned)a.length + b.length;
        const uint64_t first = (uint64_t)a.code | (uint64_t)b.code << a.length;
        const uint64_t second = (uint64_t)c.code | (uint64_t)d.code << c.length;
        write_bits(writer, first | second << two, two + c.length + d.length);
    }
    for (; index < count; index++) write_bits(writer, words[bytes[index]].code, words[bytes[index]].length);
}

PATCHLENS_INLINE void write_body(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list,
                                 const code_words *words) {
    // A copy, which the compiler can keep in registers while bytes are written through `next`.
    bit_writer local = *writer;
    int64_t position = 0;
    for (int64_t index = 0; index < list->count; index++) {
        const deflate_match match = list->matches[index];
        write_literals(&local, bytes + position, match.first - position, words->literals);
        const deflate_symbol length = symbol_of_length(match.length), distance = symbol_of_distance(match.distance);
        // At most 14 + 5 + 14 + 13 bits in all.
        put_bits(&local, words->literals[length.symbol].code, words->literals[length.symbol].length);
        put_bits(&local, length.extra, length.extra_bits);
        put_bits(&local, words->distances[distance.symbol].code, words->distances[distance.symbol].length);
        write_bits(&local, distance.extra, distance.extra_bits);
        position = match.first + match.length;
    }
    write_literals(&local, bytes + position, count - position, words->literals);
    write_bits(&local, words->literals[END_OF_BLOCK].code, words->literals[END_OF_BLOCK].length);
    *writer = local;
}

#if defined(__x86_64__)
/// BMI2 shifts by any register, in one step.
__attribute__((target("bmi2"))) static void write_body_bmi2(bit_writer *writer, const uint8_t *bytes, int64_t count,
                                                            const match_list *list, const code_words *words) {
    write_body(writer, bytes, count, list, words);
}
#endif

static void write_body_here(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list,
                            const code_words *words) {
#if defined(__x86_64__)
    if (patchlens_codecs_have_bmi2()) {
        write_body_bmi2(writer, bytes, count, list, words);
        return;
    }
#endif
    write_body(writer, bytes, count, list, words);
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
    code_words words;
    count_symbols(bytes, count, list, &counts);
    const uint64_t head_bits = make_head(&head, &counts);
    if (head_bits + bits_of_body(list, &counts, &head) >= 8 * (uint64_t)count) {
        write_stored(writer, bytes, count, is_last);
        return;
    }
    write_head(writer, &head, is_last);
    make_words(words.literals, head.literals, head.literal_count);
    make_words(words.distances, head.distances, head.distance_count);
    write_body_here(writer, bytes, count, list, &words);
}
