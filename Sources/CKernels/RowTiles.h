#ifndef PATCHLENS_ROW_TILES_H
#define PATCHLENS_ROW_TILES_H

#include <cstdint>

/// Rows are divided into tiles that threads take as they come. What a row becomes does not depend on its tile, as long
/// as tiles begin at even rows, so that results cannot depend on how many threads there are.
///
/// Every tile reads all weights once, so that larger ones spare the memory; some 100 rows keep a tile's activations
/// (100 × 1,536 × 4 bytes) in or near the second-level cache. A multiple of the number of threads shares out evenly.
constexpr int64_t rows_in_largest_tile = 96;
constexpr int64_t rows_in_smallest_tile = 8;

struct RowTile {
    int64_t first, count;
};

struct RowTiles {
    int64_t rows, count;

    RowTiles(int64_t rows, int threads) : rows(rows) {
        int64_t rounds = (rows + rows_in_largest_tile * threads - 1) / (rows_in_largest_tile * threads);
        int64_t most = (rows + rows_in_smallest_tile - 1) / rows_in_smallest_tile;
        count = rounds * threads < most ? rounds * threads : most;
        if (count < 1) count = 1;
    }

    /// Heights differ by two rows at the most.
    RowTile tile(int64_t index) const {
        int64_t first = boundary(index);
        return {first, boundary(index + 1) - first};
    }

  private:
    int64_t boundary(int64_t index) const { return index == count ? rows : rows / 2 * index / count * 2; }
};

#endif
