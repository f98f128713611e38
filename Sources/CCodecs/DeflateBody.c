#include "DeflateBody.h"

#include "CodecVectors.h"
#include "HuffmanCode.h"

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

PATCHLENS_INLINE void write_symbols(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list,
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
__attribute__((target("bmi2"))) static void write_symbols_bmi2(bit_writer *writer, const uint8_t *bytes, int64_t count,
                                                               const match_list *list, const code_words *words) {
    write_symbols(writer, bytes, count, list, words);
}
#endif

void write_body(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list,
                const block_head *head) {
    code_words words;
    make_words(words.literals, head->literals, head->literal_count);
    make_words(words.distances, head->distances, head->distance_count);
#if defined(__x86_64__)
    // Two distances without bits of their own, of which one is used: runs.
    if (patchlens_codecs_have_vbmi2() && head->distance_count <= 2) {
        write_runs_vbmi2(writer, bytes, count, list, &words);
        return;
    }
    if (patchlens_codecs_have_bmi2()) {
        write_symbols_bmi2(writer, bytes, count, list, &words);
        return;
    }
#endif
    write_symbols(writer, bytes, count, list, &words);
}
