#ifndef PATCHLENS_STRASSEN_PACKING_H
#define PATCHLENS_STRASSEN_PACKING_H

#include "HotKernels.h"
#include "PanelMemory.h"
#include "Panels.h"

#include <vector>

/// A sum of two quarters of the weights, or one of them. Quarters as in StrassenProduct.inc: 0 is B₁₁, 1 is B₁₂ (the
/// second half of the outputs), 2 is B₂₁ (the second half of the inputs), 3 is B₂₂.
struct WeightSum {
    int quarter, other;
    float sign;
};

/// In the order of `strassen_order`.
constexpr WeightSum weight_sums[strassen_products] = {
    {2, 0, -1}, {0, 0, 0}, {1, 3, -1}, {3, 3, 0}, {0, 3, 1}, {0, 1, 1}, {2, 3, 1},
};

/// Packs the seven sums of a weight's quarters, panel by panel. `layout` is that of half the outputs over half the
/// inputs; `steps_of(sums, count, steps)` turns rows of sums, (count, inputs / 2), into steps.
template <typename StepsOf>
void pack_strassen(const float *weight, int64_t outputs, int64_t inputs, const PanelLayout &layout,
                   const PanelMemory &panels, const StepsOf &steps_of) {
    auto row_of = [=](int quarter, int64_t row) {
        return weight + (row + (quarter % 2) * (outputs / 2)) * inputs + (quarter / 2) * (inputs / 2);
    };
    for_each_panel(layout, [&](int64_t panel) {
        int64_t first = layout.first(panel), count = layout.count(panel), half = inputs / 2;
        std::vector<float> sums(static_cast<std::size_t>(count * half));
        std::vector<uint32_t> steps(static_cast<std::size_t>(count * layout.steps));
        uint32_t *to = panels.steps() + strassen_products * first * layout.steps;
        for (WeightSum sum : weight_sums) {
            for (int64_t row = 0; row < count; row++) {
                const float *a = row_of(sum.quarter, first + row), *b = row_of(sum.other, first + row);
                for (int64_t i = 0; i < half; i++) sums[static_cast<std::size_t>(row * half + i)] = a[i] + sum.sign * b[i];
            }
            steps_of(sums.data(), count, steps.data());
            pack_panel(steps.data(), count, layout.steps, layout.padded(panel), to);
            to += layout.padded(panel) * layout.steps;
        }
    });
}

/// Memory for the sums between the products of some rows.
constexpr int64_t strassen_sum_floats(int64_t rows, int64_t panel_width) {
    return strassen_sums * ((rows + 1) / 2) * panel_width;
}

#endif
