// The way back through linear layers and feed-forward parts, a tile of rows at a time.

#include "LayerGradients.h"

#include "LayerSteps.h"
#include "RowTiles.h"
#include "ThreadPool.h"

#include <cstring>

namespace {

/// output = or += rows · W
void multiply_rows(const patchlens_linear &layer, const float *rows, int64_t count, bool add, float *output) {
    multiply(layer, prepared(layer, rows, count), count, add, output);
}

/// Back through the norm of rows, added to their gradient.
void add_norm_gradient(const float *rows, int64_t count, int64_t channels, const patchlens_norm &norm,
                       const float *gradient, float *to) {
    StageSpan span(patchlens_stage_norm);
    hot_kernels().layer_norm_gradient(rows, count, channels, norm.weight, norm.epsilon, gradient, true, to);
}

struct ProjectionGradientRun {
    const float *input;
    RowTiles tiles;
    const patchlens_norm *norm;
    const patchlens_projection_gradient *projections;
    int64_t count;
    float *gradient;
    std::atomic<bool> failed{false};

    static void run_tile(void *context, int64_t task) {
        auto &run = *static_cast<ProjectionGradientRun *>(context);
        guarded(run.failed, [&] { run.project(run.tiles.tile(task)); });
    }

    void project(RowTile tile) const {
        int64_t channels = projections[0].transpose->outputs;
        float *to = gradient + tile.first * channels;
        float *sum = norm ? scratch_floats(ScratchPurpose::row_gradient, tile.count * channels) : to;
        for (int64_t i = 0; i < count; i++) {
            const patchlens_linear &layer = *projections[i].transpose;
            multiply_rows(layer, projections[i].gradient + tile.first * layer.inputs, tile.count, !norm || i > 0, sum);
        }
        if (norm) add_norm_gradient(input + tile.first * channels, tile.count, channels, *norm, sum, to);
    }
};

struct FeedForwardGradientRun {
    const float *tokens;
    RowTiles tiles;
    const patchlens_mlp &mlp;
    const patchlens_mlp_transposes &transposes;
    float *gradient;
    std::atomic<bool> failed{false};

    static void run_tile(void *context, int64_t task) {
        auto &run = *static_cast<FeedForwardGradientRun *>(context);
        guarded(run.failed, [&] { run.go_back(run.tiles.tile(task)); });
    }

    void go_back(RowTile tile) const {
        int64_t rows = tile.count, channels = mlp.expansion->inputs, hidden_channels = mlp.expansion->outputs;
        const float *from = tokens + tile.first * channels;
        float *to = gradient + tile.first * channels;
        const float *normal = normalized(from, rows, channels, mlp.norm);
        float *hidden = hidden_values(*mlp.expansion, normal, rows, ScratchPurpose::hidden);
        float *factors = mlp.value ? hidden_values(*mlp.value, normal, rows, ScratchPurpose::gated) : nullptr;
        float *hidden_gradient = scratch_floats(ScratchPurpose::hidden_gradient, rows * hidden_channels);
        multiply_rows(*transposes.contraction, to, rows, false, hidden_gradient);
        if (mlp.inner_norm) pass_inner_norm(hidden, factors, rows * hidden_channels, rows, hidden_gradient);
        {
            StageSpan span(patchlens_stage_gelu);
            hot_kernels().activation_gradient(mlp.activation, hidden, hidden_gradient, factors, rows * hidden_channels);
        }
        float *sum = scratch_floats(ScratchPurpose::row_gradient, rows * channels);
        multiply_rows(*transposes.expansion, hidden_gradient, rows, false, sum);
        if (factors) multiply_rows(*transposes.value, factors, rows, true, sum);
        add_norm_gradient(from, rows, channels, *mlp.norm, sum, to);
    }

  private:
    /// Before the activation.
    static float *hidden_values(const patchlens_linear &layer, const float *rows, int64_t count,
                                ScratchPurpose purpose) {
        float *result = scratch_floats(purpose, count * layer.outputs);
        multiply_rows(layer, rows, count, false, result);
        return result;
    }

    /// The norm's rows are the activations, which are computed for it alone.
    void pass_inner_norm(const float *hidden, const float *factors, int64_t floats, int64_t rows,
                         float *hidden_gradient) const {
        float *activated = scratch_floats(ScratchPurpose::activated, floats);
        memcpy(activated, hidden, static_cast<size_t>(floats) * sizeof(float));
        hot_kernels().activate(mlp.activation, activated, factors, floats);
        hot_kernels().layer_norm_gradient(activated, rows, floats / rows, mlp.inner_norm->weight,
                                          mlp.inner_norm->epsilon, hidden_gradient, false, hidden_gradient);
    }
};

}  // namespace

extern "C" int patchlens_project_gradient(const float *input, int64_t rows, const patchlens_norm *norm,
                                          const patchlens_projection_gradient *projections, int64_t count,
                                          float *gradient, int threads) {
    ProjectionGradientRun run{input, RowTiles(rows, threads), norm, projections, count, gradient};
    patchlens_parallel(run.tiles.count, threads, ProjectionGradientRun::run_tile, &run);
    return run.failed ? 1 : 0;
}

extern "C" int patchlens_feed_forward_gradient(const float *tokens, int64_t rows, const patchlens_mlp *mlp,
                                               const patchlens_mlp_transposes *transposes, float *gradient,
                                               int threads) {
    FeedForwardGradientRun run{tokens, RowTiles(rows, threads), *mlp, *transposes, gradient};
    patchlens_parallel(run.tiles.count, threads, FeedForwardGradientRun::run_tile, &run);
    return run.failed ? 1 : 0;
}
