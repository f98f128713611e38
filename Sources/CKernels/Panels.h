#ifndef PATCHLENS_PANELS_H
#define PATCHLENS_PANELS_H

#include "ThreadPool.h"

#include <atomic>
#include <cstdint>
#include <new>

/// How outputs are divided into panels (PanelProduct.inc): each `width` wide,
/// the last as narrow as whole vectors allow.
struct PanelLayout {
    int64_t outputs, steps, width, lanes;

    int64_t panel_count() const { return (outputs + width - 1) / width; }
    int64_t first(int64_t panel) const { return panel * width; }
    /// Outputs of a panel, and of the vectors that hold them.
    int64_t count(int64_t panel) const { return outputs - first(panel) < width ? outputs - first(panel) : width; }
    int64_t padded(int64_t panel) const { return (count(panel) + lanes - 1) / lanes * lanes; }
    int64_t padded_outputs() const { return (outputs + lanes - 1) / lanes * lanes; }
    /// Steps of 32 bits that all panels take.
    int64_t size() const { return padded_outputs() * steps; }
};

/// Packs `row_count` rows of `steps` as a panel: step by step, the rows side by side, `padded` to a step.
/// In squares, so that lines of the cache are used whole on both sides.
inline void pack_panel(const uint32_t *rows, int64_t row_count, int64_t steps, int64_t padded, uint32_t *panel) {
    constexpr int64_t square = 16;
    for (int64_t row = 0; row < padded; row += square)
        for (int64_t step = 0; step < steps; step += square)
            for (int64_t k = step; k < steps && k < step + square; k++)
                for (int64_t r = row; r < padded && r < row + square; r++)
                    panel[k * padded + r] = r < row_count ? rows[r * steps + k] : 0;
}

/// Packs panels; where memory is short for one, that is kept for the caller's thread: nothing may be thrown through a
/// task, whose thread may be the pool's, and whose caller has to wait for the others.
template <typename Pack>
struct PackingRun {
    const Pack &pack;
    std::atomic<bool> failed{false};

    static void pack_one(void *context, int64_t panel) {
        auto &run = *static_cast<PackingRun *>(context);
        try {
            run.pack(panel);
        } catch (const std::bad_alloc &) {
            run.failed = true;
        }
    }
};

/// Calls `pack(panel)` for every panel, on all processors. Throws std::bad_alloc.
template <typename Pack>
inline void for_each_panel(const PanelLayout &layout, const Pack &pack) {
    PackingRun<Pack> run{pack};
    patchlens_parallel(layout.panel_count(), patchlens_processor_count(), PackingRun<Pack>::pack_one, &run);
    if (run.failed) throw std::bad_alloc();
}

#endif
