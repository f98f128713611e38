// Products of float32 factors: in panels as they are, or by Strassen's algorithm where the sizes are worth it.

#include "Float32Products.h"

#include "HotKernels.h"
#include "PanelMemory.h"
#include "Panels.h"
#include "Scratch.h"

#include <cstring>
#include <vector>

namespace {

std::vector<float> bias_or_zeros(const float *bias, int64_t outputs) {
    std::vector<float> result(static_cast<std::size_t>(outputs));
    if (bias) result.assign(bias, bias + outputs);
    return result;
}

class PanelProduct final : public MatrixProduct {
  public:
    PanelProduct(const float *weight, const float *bias, int64_t outputs, int64_t inputs, const HotKernels &kernels)
        : kernels_(kernels), outputs_(outputs), inputs_(inputs), bias_(bias_or_zeros(bias, outputs)),
          panels_(layout().size()) {
        const auto *rows = reinterpret_cast<const uint32_t *>(weight);
        for_each_panel(layout(), [&](int64_t panel) {
            int64_t first = layout().first(panel);
            pack_panel(rows + first * inputs, layout().count(panel), inputs, layout().padded(panel),
                       panels_.steps() + first * inputs);
        });
    }

    Preparation preparation() const override { return Preparation::none; }

    int64_t prepared_bytes(int64_t rows) const override {
        return rows * inputs_ * static_cast<int64_t>(sizeof(float));
    }

    const void *prepare(const float *input, int64_t rows, bool activated, void *memory) const override {
        if (!activated) return input;
        auto *activations = static_cast<float *>(memory);
        memcpy(activations, input, static_cast<std::size_t>(prepared_bytes(rows)));
        kernels_.gelu(activations, rows * inputs_);
        return activations;
    }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        kernels_.multiply(static_cast<const float *>(prepared), rows, inputs_, panels_.floats(), bias_.data(),
                          outputs_, add, output);
    }

  private:
    PanelLayout layout() const { return {outputs_, inputs_, kernels_.panel_width, kernels_.lanes}; }

    const HotKernels &kernels_;
    int64_t outputs_, inputs_;
    std::vector<float> bias_;
    PanelMemory panels_;
};

/// A sum of two quarters of the weights, or one of them. Quarters as in StrassenProduct.inc: 0 is B₁₁, 1 is B₁₂ (the
/// second half of the outputs), 2 is B₂₁ (the second half of the inputs), 3 is B₂₂.
struct WeightSum {
    int quarter, other;
    float sign;
};

/// In the order of `strassen_targets`.
constexpr WeightSum weight_sums[strassen_products] = {
    {0, 3, 1}, {0, 0, 0}, {1, 3, -1}, {2, 0, -1}, {3, 3, 0}, {0, 1, 1}, {2, 3, 1},
};

class StrassenProduct final : public MatrixProduct {
  public:
    StrassenProduct(const float *weight, const float *bias, int64_t outputs, int64_t inputs, const HotKernels &kernels)
        : kernels_(kernels), outputs_(outputs), inputs_(inputs), bias_(bias_or_zeros(bias, outputs)),
          zeros_(static_cast<std::size_t>(inputs)), panels_(strassen_products * layout().size()) {
        for_each_panel(layout(), [&](int64_t panel) { pack(weight, panel); });
    }

    Preparation preparation() const override { return Preparation::strassen; }

    int64_t prepared_bytes(int64_t rows) const override {
        return strassen_products * ((rows + 1) / 2) * (inputs_ / 2) * static_cast<int64_t>(sizeof(float));
    }

    const void *prepare(const float *input, int64_t rows, bool activated, void *memory) const override {
        kernels_.prepare_strassen(input, rows, inputs_, activated, zeros_.data(),
                                  static_cast<float *>(memory));
        return memory;
    }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        float *quarters = scratch_floats(ScratchPurpose::product, 4 * ((rows + 1) / 2) * kernels_.panel_width);
        kernels_.multiply_strassen(static_cast<const float *>(prepared), rows, inputs_, panels_.floats(), bias_.data(),
                                   outputs_, add, quarters, output);
    }

  private:
    /// Of half the outputs over half the inputs.
    PanelLayout layout() const { return {outputs_ / 2, inputs_ / 2, kernels_.panel_width, kernels_.lanes}; }

    void pack(const float *weight, int64_t panel) {
        int64_t steps = layout().steps, count = layout().count(panel), padded = layout().padded(panel);
        std::vector<float> rows(static_cast<std::size_t>(count * steps));
        uint32_t *to = panels_.steps() + strassen_products * layout().first(panel) * steps;
        for (WeightSum sum : weight_sums) {
            for (int64_t row = 0; row < count; row++) {
                const float *a = quarter_row(weight, sum.quarter, layout().first(panel) + row);
                const float *b = quarter_row(weight, sum.other, layout().first(panel) + row);
                float *made = rows.data() + row * steps;
                for (int64_t i = 0; i < steps; i++) made[i] = a[i] + sum.sign * b[i];
            }
            pack_panel(reinterpret_cast<const uint32_t *>(rows.data()), count, steps, padded, to);
            to += padded * steps;
        }
    }

    const float *quarter_row(const float *weight, int quarter, int64_t row) const {
        return weight + (row + (quarter % 2) * (outputs_ / 2)) * inputs_ + (quarter / 2) * (inputs_ / 2);
    }

    const HotKernels &kernels_;
    int64_t outputs_, inputs_;
    std::vector<float> bias_, zeros_;
    PanelMemory panels_;
};

}  // namespace

/// Below some hundred inputs the sums cost as much as they save.
bool suits_strassen(int64_t outputs, int64_t inputs) {
    constexpr int64_t least = 128;
    return outputs % 2 == 0 && inputs % 2 == 0 && outputs >= least && inputs >= least;
}

std::unique_ptr<MatrixProduct> panel_product(const float *weight, const float *bias, int64_t outputs, int64_t inputs,
                                             const HotKernels &kernels) {
    return std::make_unique<PanelProduct>(weight, bias, outputs, inputs, kernels);
}

std::unique_ptr<MatrixProduct> strassen_product(const float *weight, const float *bias, int64_t outputs,
                                                int64_t inputs, const HotKernels &kernels) {
    return std::make_unique<StrassenProduct>(weight, bias, outputs, inputs, kernels);
}
