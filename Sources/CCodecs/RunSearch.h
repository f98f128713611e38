#ifndef PATCHLENS_RUN_SEARCH_H
#define PATCHLENS_RUN_SEARCH_H

#include "DeflateMatches.h"

enum {
    /// Shorter runs are literals. A match costs the block a symbol that is seldom needed otherwise, where eight
    /// residuals of 0 take some 20 bits: 10 gave smaller overlays than 4, 6, 8, 12 and 16, and faster than below.
    SHORTEST_RUN = 10,
    /// What lies before a block and beyond its end is looked at this far, and not used.
    SEARCH_MARGIN = 64,
};

/// Lists the runs among `count` bytes, 1 to DEFLATE_BLOCK: stretches that equal the byte before them, as matches of
/// distance 1. SEARCH_MARGIN bytes on either side are readable.
void find_runs(const uint8_t *bytes, int64_t count, match_list *list);

#endif
