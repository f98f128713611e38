#include "RotaryEmbedding.h"

#include "HotKernels.h"
#include "RowTiles.h"
#include "ThreadPool.h"

namespace {

struct RotationRun {
    const patchlens_rotation &rotation;
    RowTiles tiles;

    static void run_tile(void *context, int64_t task) {
        const auto &run = *static_cast<const RotationRun *>(context);
        RowTile tile = run.tiles.tile(task);
        hot_kernels().rotate(run.rotation, tile.first, tile.first + tile.count);
    }
};

}  // namespace

extern "C" void patchlens_rotate(const patchlens_rotation *rotation, int threads) {
    RotationRun run{*rotation, RowTiles(rotation->rows - rotation->prefix, threads)};
    patchlens_parallel(run.tiles.count, threads, RotationRun::run_tile, &run);
}
