// Products of float32 factors: in panels as they are, or by Strassen's algorithm where the sizes are worth it.

#include "Float32Products.h"

#include "HotKernels.h"
#include "Scratch.h"
#include "StrassenPacking.h"

#include <cstring>
#include <vector>

namespace {

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

class StrassenProduct final : public MatrixProduct {
  public:
    StrassenProduct(const float *weight, const float *bias, int64_t outputs, int64_t inputs, const HotKernels &kernels)
        : kernels_(kernels), outputs_(outputs), inputs_(inputs), bias_(bias_or_zeros(bias, outputs)),
          zeros_(static_cast<std::size_t>(inputs)), panels_(strassen_products * layout().size()) {
        pack_strassen(weight, outputs, inputs, layout(), panels_, [&](const float *sums, int64_t count, uint32_t *steps) {
            memcpy(steps, sums, static_cast<std::size_t>(count * layout().steps) * sizeof(float));
        });
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
        float *sums =
            scratch_floats(ScratchPurpose::product, strassen_sum_floats(rows, kernels_.panel_width));
        kernels_.multiply_strassen(static_cast<const float *>(prepared), rows, inputs_, panels_.floats(), bias_.data(),
                                   outputs_, add, sums, output);
    }

  private:
    /// Of half the outputs over half the inputs.
    PanelLayout layout() const { return {outputs_ / 2, inputs_ / 2, kernels_.panel_width, kernels_.lanes}; }

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
