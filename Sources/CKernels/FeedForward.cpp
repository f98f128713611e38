#include "FeedForward.h"

#include "LayerSteps.h"
#include "RowTiles.h"
#include "ThreadPool.h"

namespace {

struct FeedForwardRun {
    float *tokens;
    RowTiles tiles;
    const patchlens_mlp &mlp;
    std::atomic<bool> failed{false};

    static void run_tile(void *context, int64_t task) {
        auto &run = *static_cast<FeedForwardRun *>(context);
        guarded(run.failed, [&] { run.feed_forward(run.tiles.tile(task)); });
    }

    void feed_forward(RowTile tile) const {
        const patchlens_linear &expansion = *mlp.expansion, &contraction = *mlp.contraction;
        float *to = tokens + tile.first * expansion.inputs;
        const float *from = normalized(to, tile.count, expansion.inputs, mlp.norm);
        float *hidden = scratch_floats(ScratchPurpose::hidden, tile.count * expansion.outputs);
        const void *input = prepared(expansion, from, tile.count);
        multiply(expansion, input, tile.count, false, hidden);
        if (!activates_on_the_way()) activate(from, input, tile.count, hidden);
        const void *activations = prepared(contraction, hidden, tile.count, activates_on_the_way());
        multiply(contraction, activations, tile.count, true, to);
    }

  private:
    /// GELU on the way to the second product, while each value is in a register anyway, if nothing comes between.
    bool activates_on_the_way() const {
        return mlp.activation == patchlens_gelu_activation && !mlp.value && !mlp.inner_norm;
    }

    /// All that is between the two products, in place.
    void activate(const float *from, const void *input, int64_t rows, float *hidden) const {
        int64_t channels = mlp.expansion->outputs;
        const float *factors = mlp.value ? values(from, input, rows) : nullptr;
        {
            StageSpan span(patchlens_stage_gelu);
            hot_kernels().activate(mlp.activation, hidden, factors, rows * channels);
        }
        if (mlp.inner_norm) normalize(hidden, rows, channels, *mlp.inner_norm, hidden);
    }

    const float *values(const float *from, const void *input, int64_t rows) const {
        const patchlens_linear &value = *mlp.value;
        float *result = scratch_floats(ScratchPurpose::gated, rows * value.outputs);
        if (!share_preparation(*mlp.expansion, value)) input = prepared(value, from, rows);
        multiply(value, input, rows, false, result);
        return result;
    }
};

}  // namespace

extern "C" int patchlens_feed_forward(float *tokens, int64_t rows, const patchlens_mlp *mlp, int threads) {
    FeedForwardRun run{tokens, RowTiles(rows, threads), *mlp};
    patchlens_parallel(run.tiles.count, threads, FeedForwardRun::run_tile, &run);
    return run.failed ? 1 : 0;
}
