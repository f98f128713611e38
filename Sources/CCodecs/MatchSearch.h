#ifndef PATCHLENS_MATCH_SEARCH_H
#define PATCHLENS_MATCH_SEARCH_H

#include "DeflateMatches.h"

/// The memory of a search for the matches that make a block smallest.
typedef struct match_search match_search;

/// NULL when memory is short.
match_search *create_match_search(void);
void destroy_match_search(match_search *search);

/// Lists the matches that, as far as their cost can be foreseen, make a block of `count` bytes smallest: 1 to
/// DEFLATE_BLOCK. They reach up to `history` bytes back before the block, at most FARTHEST_MATCH.
/// SEARCH_MARGIN bytes (RunSearch.h) on either side of both are readable.
void find_matches(match_search *search, const uint8_t *bytes, int64_t history, int64_t count, match_list *list);

#endif
