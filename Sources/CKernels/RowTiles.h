#ifndef PATCHLENS_ROW_TILES_H
#define PATCHLENS_ROW_TILES_H

#include <cstdint>

/// Rows are divided into tiles by their number alone. Threads take tiles as they come, so results cannot depend on how
/// many threads there are. A multiple of four tiles shares out evenly over 2 and 4 cores; some 40 rows keep a tile's
/// activations (40 × 1,536 × 4 bytes) in the second-level cache and matrix products at their full speed.
constexpr int64_t rows_in_largest_tile = 48;

struct RowTile {
    int64_t first, count;
};

inline int64_t row_tile_count(int64_t rows) {
    if (rows <= rows_in_largest_tile / 4) return 1;
    return 4 * ((rows + 4 * rows_in_largest_tile - 1) / (4 * rows_in_largest_tile));
}

/// Heights differ by one row at the most.
inline RowTile row_tile(int64_t tile, int64_t rows) {
    int64_t tiles = row_tile_count(rows);
    int64_t first = rows * tile / tiles;
    return {first, rows * (tile + 1) / tiles - first};
}

#endif
