#ifndef PATCHLENS_LANE_TILES_H
#define PATCHLENS_LANE_TILES_H

#include <cstdint>

/// Rows, each a lane of a vector, divided into tiles as even as can be, so that no thread waits for the last one; but
/// into whole vectors, lest a tile end in a vector mostly empty.
struct LaneTiles {
    int64_t rows, lanes, count;

    LaneTiles(int64_t rows, int64_t lanes, int64_t largest)
        : rows(rows), lanes(lanes), count((rows + largest - 1) / largest) {}

    int64_t first(int64_t tile) const {
        int64_t vectors = (rows + lanes - 1) / lanes;
        int64_t edge = vectors * tile / count * lanes;
        return edge < rows ? edge : rows;
    }
};

#endif
