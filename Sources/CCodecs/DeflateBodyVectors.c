#include "DeflateBody.h"

#include "MatchMarks.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET_VBMI2 __attribute__((target("avx512bw,avx512vbmi,avx512vbmi2,bmi2,popcnt")))
#define VBMI2_INLINE TARGET_VBMI2 static inline __attribute__((always_inline))

// Every byte of a block becomes a code of up to 16 bits: a literal its own; of a match, the first byte the code of the
// length, the second what follows that, all others none. 64 codes at a time are looked up and joined to words, and only
// those few words are written one after the other.

enum {
    VECTOR = 64,
    /// A word is written together with up to seven bits that wait.
    LONGEST_WORD = 56,
};

/// The halves of 256 codes, and their lengths.
typedef struct {
    _Alignas(VECTOR) uint8_t low[END_OF_BLOCK], high[END_OF_BLOCK], lengths[END_OF_BLOCK];
} literal_codes;

/// The same of the two codes of each match in turn.
typedef struct {
    uint16_t low[DEFLATE_BLOCK / SHORTEST_MATCH + VECTOR], high[DEFLATE_BLOCK / SHORTEST_MATCH + VECTOR];
    uint16_t lengths[DEFLATE_BLOCK / SHORTEST_MATCH + VECTOR];
} match_codes;

static void make_literal_codes(literal_codes *codes, const code_word *words) {
    for (int byte = 0; byte < END_OF_BLOCK; byte++) {
        codes->low[byte] = (uint8_t)words[byte].code;
        codes->high[byte] = (uint8_t)(words[byte].code >> 8);
        codes->lengths[byte] = (uint8_t)words[byte].length;
    }
}

/// A match in the order in which its two bytes lie in memory; the second has the length's extra bits, and the
/// distance's code.
static void make_match_codes(match_codes *codes, const match_list *list, const code_words *words) {
    for (int64_t index = 0; index < list->count; index++) {
        const deflate_symbol length = symbol_of_length(list->matches[index].length);
        const deflate_symbol distance = symbol_of_distance(list->matches[index].distance);
        const code_word first = words->literals[length.symbol], last = words->distances[distance.symbol];
        const unsigned second = length.extra | (unsigned)last.code << length.extra_bits;
        codes->low[index] = (uint16_t)((first.code & 0xff) | second << 8);
        codes->high[index] = (uint16_t)(first.code >> 8);
        codes->lengths[index] = (uint16_t)(first.length | (length.extra_bits + last.length) << 8);
    }
}

/// Codes in 64-bit words, and how many bits each has.
typedef struct {
    __m512i codes, lengths;
} joined_codes;

/// The entries of a table of 256 bytes for 64 bytes.
VBMI2_INLINE __m512i entries(const uint8_t *table, __m512i bytes, __mmask64 upper) {
    // An index into a pair of registers has seven bits; the eighth says which pair.
    const __m512i *const quarters = (const __m512i *)table;
    const __m512i first = _mm512_permutex2var_epi8(_mm512_load_si512(quarters), bytes, _mm512_load_si512(quarters + 1));
    const __m512i second =
        _mm512_permutex2var_epi8(_mm512_load_si512(quarters + 2), bytes, _mm512_load_si512(quarters + 3));
    return _mm512_mask_blend_epi8(upper, first, second);
}

/// What literals and the heads of matches have; 0 elsewhere.
VBMI2_INLINE __m512i merged(__m512i of_literals, __mmask64 literals, const uint8_t *of_matches, __mmask64 heads) {
    return _mm512_mask_expand_epi8(_mm512_maskz_mov_epi8(literals, of_literals), heads, _mm512_loadu_si512(of_matches));
}

/// Codes of 16 bits, two by two and then two pairs by two: the first lowest, as they are written.
VBMI2_INLINE joined_codes joined_by_four(__m512i codes, __m512i lengths) {
    const __m512i lower_16 = _mm512_set1_epi32(0xffff), lower_32 = _mm512_set1_epi64(0xffffffff);
    const __m512i one = _mm512_and_si512(lengths, lower_16);
    codes = _mm512_or_si512(_mm512_and_si512(codes, lower_16), _mm512_sllv_epi32(_mm512_srli_epi32(codes, 16), one));
    lengths = _mm512_add_epi32(one, _mm512_srli_epi32(lengths, 16));
    const __m512i two = _mm512_and_si512(lengths, lower_32);
    codes = _mm512_or_si512(_mm512_and_si512(codes, lower_32), _mm512_sllv_epi64(_mm512_srli_epi64(codes, 32), two));
    return (joined_codes){codes, _mm512_add_epi64(two, _mm512_srli_epi64(lengths, 32))};
}

/// Words at even places with those that follow them.
VBMI2_INLINE joined_codes joined(joined_codes even, joined_codes odd) {
    return (joined_codes){_mm512_or_si512(even.codes, _mm512_sllv_epi64(odd.codes, even.lengths)),
                          _mm512_add_epi64(even.lengths, odd.lengths)};
}

VBMI2_INLINE int fit_words(joined_codes words) {
    return _mm512_cmpgt_epu64_mask(words.lengths, _mm512_set1_epi64(LONGEST_WORD)) == 0;
}

/// Writes every `step`-th of eight words.
VBMI2_INLINE void write_words(bit_writer *writer, joined_codes words, int step) {
    uint64_t codes[8], lengths[8];
    _mm512_storeu_si512(codes, words.codes);
    _mm512_storeu_si512(lengths, words.lengths);
    for (int index = 0; index < 8; index += step) write_bits(writer, codes[index], (unsigned)lengths[index]);
}

/// Sixteen fours, every other of them in `even`: joined as far as they are short enough.
VBMI2_INLINE void write_fours(bit_writer *writer, joined_codes even, joined_codes odd) {
    const joined_codes eights = joined(even, odd);
    if (fit_words(eights)) {
        // In every other place stands an eight with the one that follows; those between are of no use.
        const joined_codes following = {_mm512_bsrli_epi128(eights.codes, 8), _mm512_bsrli_epi128(eights.lengths, 8)};
        const joined_codes sixteens = joined(eights, following);
        if (fit_words(sixteens)) {
            write_words(writer, sixteens, 2);
        } else {
            write_words(writer, eights, 1);
        }
        return;
    }
    const joined_codes first = {_mm512_unpacklo_epi64(even.codes, odd.codes),
                                _mm512_unpacklo_epi64(even.lengths, odd.lengths)};
    const joined_codes second = {_mm512_unpackhi_epi64(even.codes, odd.codes),
                                 _mm512_unpackhi_epi64(even.lengths, odd.lengths)};
    uint64_t codes[16], lengths[16];
    _mm512_storeu_si512(codes, first.codes);
    _mm512_storeu_si512(codes + 8, second.codes);
    _mm512_storeu_si512(lengths, first.lengths);
    _mm512_storeu_si512(lengths + 8, second.lengths);
    for (int pair = 0; pair < 8; pair++) {
        // Within 128 bits: the first two fours, then the other two.
        const int place = pair / 2 * 2 + pair % 2 * 8;
        write_bits(writer, codes[place], (unsigned)lengths[place]);
        write_bits(writer, codes[place + 1], (unsigned)lengths[place + 1]);
    }
}

TARGET_VBMI2 void write_runs_vbmi2(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list,
                                   const code_words *words) {
    match_marks marks;
    literal_codes literals;
    match_codes matches;
    mark_matches(list, count, &marks);
    make_literal_codes(&literals, words->literals);
    make_match_codes(&matches, list, words);
    const uint8_t *low_bytes = (const uint8_t *)matches.low, *high_bytes = (const uint8_t *)matches.high;
    const uint8_t *length_bytes = (const uint8_t *)matches.lengths;
    bit_writer local = *writer;
    int64_t taken = 0;
    for (int64_t index = 0; index * VECTOR < count; index++) {
        const __mmask64 is_literal = marks.literals[index], is_head = marks.heads[index];
        const __m512i vector = _mm512_loadu_si512(bytes + index * VECTOR);
        const __mmask64 upper = _mm512_movepi8_mask(vector);
        const __m512i low = merged(entries(literals.low, vector, upper), is_literal, low_bytes + taken, is_head);
        const __m512i high = merged(entries(literals.high, vector, upper), is_literal, high_bytes + taken, is_head);
        const __m512i lengths =
            merged(entries(literals.lengths, vector, upper), is_literal, length_bytes + taken, is_head);
        taken += __builtin_popcountll(is_head);
        // Of every sixteen bytes the lower and the upper eight.
        const __m512i zero = _mm512_setzero_si512();
        const joined_codes lower = joined_by_four(_mm512_unpacklo_epi8(low, high), _mm512_unpacklo_epi8(lengths, zero));
        const joined_codes upper_eight =
            joined_by_four(_mm512_unpackhi_epi8(low, high), _mm512_unpackhi_epi8(lengths, zero));
        write_fours(&local,
                    (joined_codes){_mm512_unpacklo_epi64(lower.codes, upper_eight.codes),
                                   _mm512_unpacklo_epi64(lower.lengths, upper_eight.lengths)},
                    (joined_codes){_mm512_unpackhi_epi64(lower.codes, upper_eight.codes),
                                   _mm512_unpackhi_epi64(lower.lengths, upper_eight.lengths)});
    }
    write_bits(&local, words->literals[END_OF_BLOCK].code, words->literals[END_OF_BLOCK].length);
    *writer = local;
}
#endif
