#include "MatchSearch.h"

#include "DeflateBlock.h"
#include "RunSearch.h"

#include <stdlib.h>

enum {
    HASH_BITS = 15,
    /// What a place is found by. Matches of 3 bytes cost more than three residuals of a photograph.
    HASHED = 4,
    /// Earlier places with the same hash that are looked at. The 16th rarely brings a match that pays.
    CHAIN = 16,
    /// Matches of growing length that are kept for a place.
    CANDIDATES = 6,
    /// A match so long is taken without looking for a longer one.
    LONG_ENOUGH = 64,
    /// Beyond this length a match is used whole or not at all.
    EVERY_LENGTH = 32,
    /// Costs are in sixteenths of a bit.
    BIT = 16,
    /// What symbols are taken to cost that have not occurred yet, in bits.
    NEW_LENGTH = 11,
    NEW_DISTANCE = 7,
    /// The costs of symbols follow from the choice of matches, and the choice from the costs: so many times.
    ROUNDS = 2,
};

typedef struct {
    uint16_t length, distance;
} candidate;

struct match_search {
    /// The last place with each hash, and for each place the one before it; −1 where there is none. Places are counted
    /// from the first byte of the history.
    int32_t last[1 << HASH_BITS];
    int32_t earlier[FARTHEST_MATCH + DEFLATE_BLOCK];
    candidate candidates[DEFLATE_BLOCK][CANDIDATES];
    uint8_t candidate_counts[DEFLATE_BLOCK];
    /// From each place to the end of the block: the least that can be paid, and the match it begins with, if any.
    uint32_t costs[DEFLATE_BLOCK + 1];
    candidate steps[DEFLATE_BLOCK];
    uint32_t literal_costs[END_OF_BLOCK], length_costs[LONGEST_MATCH + 1], distance_costs[DISTANCES];
};

match_search *create_match_search(void) { return malloc(sizeof(match_search)); }

void destroy_match_search(match_search *search) { free(search); }

// MARK: - Candidates

PATCHLENS_INLINE uint32_t hash(const uint8_t *bytes) {
    uint32_t word;
    memcpy(&word, bytes, HASHED);
    // Knuth's multiplicative hash: 2^32 over the golden ratio.
    return (word * 2654435761u) >> (32 - HASH_BITS);
}

/// How many bytes agree, up to `limit`.
PATCHLENS_INLINE unsigned agreement(const uint8_t *first, const uint8_t *second, unsigned limit) {
    unsigned length = 0;
    for (; length + 8 <= limit; length += 8) {
        uint64_t one, other;
        memcpy(&one, first + length, 8);
        memcpy(&other, second + length, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        if (one != other) return length + (unsigned)__builtin_ctzll(one ^ other) / 8;
#else
        if (one != other) return length + (unsigned)__builtin_clzll(one ^ other) / 8;
#endif
    }
    while (length < limit && first[length] == second[length]) length++;
    return length;
}

/// The nearest match of each length that earlier places offer, shortest first.
static int find_candidates(const match_search *search, const uint8_t *start, int32_t place, unsigned limit,
                           candidate *candidates) {
    int count = 0;
    unsigned longest = SHORTEST_MATCH - 1;
    int32_t earlier = search->last[hash(start + place)];
    for (int links = 0; links < CHAIN && earlier >= 0 && place - earlier <= FARTHEST_MATCH; links++) {
        const unsigned length = start[earlier + longest] == start[place + longest]
                                    ? agreement(start + earlier, start + place, limit) : 0;
        if (length > longest) {
            longest = length;
            // When there is no more room the longest replaces the one before it.
            count -= count == CANDIDATES;
            candidates[count++] = (candidate){(uint16_t)length, (uint16_t)(place - earlier)};
            if (length >= LONG_ENOUGH || length == limit) break;
        }
        earlier = search->earlier[earlier];
    }
    return count;
}

static void find_all_candidates(match_search *search, const uint8_t *start, int64_t history, int64_t count) {
    memset(search->last, 0xff, sizeof(search->last));
    const int32_t end = (int32_t)(history + count);
    for (int32_t place = 0; place < end; place++) {
        const int32_t left = end - place;
        int found = 0;
        if (left >= HASHED) {
            const int64_t inside = place - history;
            const unsigned limit = left < LONGEST_MATCH ? (unsigned)left : LONGEST_MATCH;
            if (inside >= 0) found = find_candidates(search, start, place, limit, search->candidates[inside]);
            const uint32_t key = hash(start + place);
            search->earlier[place] = search->last[key];
            search->last[key] = place;
        }
        if (place >= history) search->candidate_counts[place - history] = (uint8_t)found;
    }
}

// MARK: - Costs

/// The logarithm to base 2 of a number above 0, in sixteenths, in integers so that it is the same everywhere.
PATCHLENS_INLINE uint32_t logarithm(uint32_t number) {
    static const uint8_t fractions[BIT] = {0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15};
    const unsigned whole = 31 - (unsigned)__builtin_clz(number);
    return BIT * whole + fractions[((uint64_t)number << 4 >> whole) % BIT];
}

static uint32_t cost_of(uint32_t count, uint32_t total, uint32_t if_new) {
    if (count == 0) return if_new;
    const uint32_t cost = logarithm(total) - logarithm(count);
    return cost < BIT ? BIT : cost;
}

static void set_costs(match_search *search, const symbol_counts *counts) {
    uint32_t total = 1, matches = 1;
    for (int symbol = 0; symbol < LITERALS_AND_LENGTHS; symbol++) total += counts->literals[symbol];
    for (int symbol = 0; symbol < DISTANCES; symbol++) matches += counts->distances[symbol];
    for (int byte = 0; byte < END_OF_BLOCK; byte++) {
        search->literal_costs[byte] = cost_of(counts->literals[byte], total, logarithm(total));
    }
    for (unsigned length = SHORTEST_MATCH; length <= LONGEST_MATCH; length++) {
        const deflate_symbol symbol = symbol_of_length(length);
        search->length_costs[length] =
            cost_of(counts->literals[symbol.symbol], total, NEW_LENGTH * BIT) + symbol.extra_bits * BIT;
    }
    for (unsigned symbol = 0; symbol < DISTANCES; symbol++) {
        const unsigned extra_bits = symbol < 4 ? 0 : symbol / 2 - 1;
        search->distance_costs[symbol] =
            cost_of(counts->distances[symbol], matches, NEW_DISTANCE * BIT) + extra_bits * BIT;
    }
}

// MARK: - The choice

/// The cheapest way from a place to the end, when those from all later places are known.
PATCHLENS_INLINE void choose_step(match_search *search, const uint8_t *bytes, int64_t place) {
    uint32_t least = search->literal_costs[bytes[place]] + search->costs[place + 1];
    candidate best = {1, 0};
    unsigned length = SHORTEST_MATCH;
    for (int index = 0; index < search->candidate_counts[place]; index++) {
        const candidate offer = search->candidates[place][index];
        const uint32_t distance_cost = search->distance_costs[symbol_of_distance(offer.distance).symbol];
        for (; length <= offer.length; length++) {
            if (length > EVERY_LENGTH) length = offer.length;
            const uint32_t cost = distance_cost + search->length_costs[length] + search->costs[place + length];
            if (cost < least) {
                least = cost;
                best = (candidate){(uint16_t)length, offer.distance};
            }
        }
    }
    search->costs[place] = least;
    search->steps[place] = best;
}

static void list_steps(const match_search *search, int64_t count, match_list *list) {
    list->count = 0;
    for (int64_t place = 0; place < count; place += search->steps[place].length) {
        const candidate step = search->steps[place];
        if (step.distance == 0) continue;
        list->matches[list->count++] = (deflate_match){(uint32_t)place, step.length, step.distance};
    }
}

void find_matches(match_search *search, const uint8_t *bytes, int64_t history, int64_t count, match_list *list) {
    symbol_counts counts;
    find_all_candidates(search, bytes - history, history, count);
    find_runs(bytes, count, list);
    for (int round = 0; round < ROUNDS; round++) {
        count_symbols(bytes, count, list, &counts);
        set_costs(search, &counts);
        search->costs[count] = 0;
        for (int64_t place = count - 1; place >= 0; place--) choose_step(search, bytes, place);
        list_steps(search, count, list);
    }
}
