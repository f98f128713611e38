// Products of bfloat16 and 8-bit factors: what is rounded, and how it is packed.

#include "RoundedMatrixProducts.h"

#include "Float32Products.h"
#include "RoundedProducts.h"
#include "Scratch.h"
#include "StrassenPacking.h"

#include <vector>

namespace {

constexpr int64_t vector_lanes = 16;

/// Rounds the rows of each panel by `round(first row, count, steps)` and packs them.
template <typename Round>
void pack_rounded(const PanelLayout &layout, const PanelMemory &panels, const Round &round) {
    for_each_panel(layout, [&](int64_t panel) {
        int64_t first = layout.first(panel), count = layout.count(panel);
        std::vector<uint32_t> rows(static_cast<std::size_t>(count * layout.steps));
        round(first, count, rows.data());
        pack_panel(rows.data(), count, layout.steps, layout.padded(panel), panels.steps() + first * layout.steps);
    });
}

class BFloat16Product final : public MatrixProduct {
  public:
    BFloat16Product(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : outputs_(outputs), inputs_(inputs), bias_(bias_or_zeros(bias, outputs)), panels_(layout().size()) {
        pack_rounded(layout(), panels_, [&](int64_t first, int64_t count, uint32_t *steps) {
            round_to_bfloat16(weight + first * inputs, count, inputs, false, steps);
        });
    }

    Preparation preparation() const override { return Preparation::bfloat16; }

    int64_t prepared_bytes(int64_t rows) const override {
        return rows * bfloat16_steps(inputs_) * static_cast<int64_t>(sizeof(uint32_t));
    }

    const void *prepare(const float *input, int64_t rows, bool activated, void *memory) const override {
        round_to_bfloat16(input, rows, inputs_, activated, static_cast<uint32_t *>(memory));
        return memory;
    }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        multiply_bfloat16(static_cast<const uint32_t *>(prepared), rows, inputs_, panels_.steps(), bias_.data(),
                          outputs_, add, output);
    }

  private:
    PanelLayout layout() const { return {outputs_, bfloat16_steps(inputs_), rounded_panel_width, vector_lanes}; }

    int64_t outputs_, inputs_;
    std::vector<float> bias_;
    PanelMemory panels_;
};

class BFloat16Strassen final : public MatrixProduct {
  public:
    BFloat16Strassen(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : outputs_(outputs), inputs_(inputs), bias_(bias_or_zeros(bias, outputs)),
          zeros_(static_cast<std::size_t>(inputs)), panels_(strassen_products * layout().size()) {
        pack_strassen(weight, outputs, inputs, layout(), panels_, [=](const float *sums, int64_t count, uint32_t *steps) {
            round_to_bfloat16(sums, count, inputs / 2, false, steps);
        });
    }

    Preparation preparation() const override { return Preparation::bfloat16_strassen; }

    int64_t prepared_bytes(int64_t rows) const override {
        return strassen_products * ((rows + 1) / 2) * layout().steps * static_cast<int64_t>(sizeof(uint32_t));
    }

    const void *prepare(const float *input, int64_t rows, bool activated, void *memory) const override {
        prepare_bfloat16_strassen(input, rows, inputs_, activated, zeros_.data(), static_cast<uint32_t *>(memory));
        return memory;
    }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        float *sums = scratch_floats(ScratchPurpose::product, strassen_sum_floats(rows, rounded_panel_width));
        multiply_bfloat16_strassen(static_cast<const uint32_t *>(prepared), rows, inputs_, panels_.steps(),
                                   bias_.data(), outputs_, add, sums, output);
    }

  private:
    /// Of half the outputs over half the inputs.
    PanelLayout layout() const {
        return {outputs_ / 2, bfloat16_steps(inputs_ / 2), rounded_panel_width, vector_lanes};
    }

    int64_t outputs_, inputs_;
    std::vector<float> bias_, zeros_;
    PanelMemory panels_;
};

/// Weights by a scale for each output, inputs by one for each row that is found when the row is there: no calibration.
/// The integer sums are exact; they are turned back into float32 by both scales.
class Int8Product final : public MatrixProduct {
  public:
    Int8Product(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : outputs_(outputs), inputs_(inputs), scales_(static_cast<std::size_t>(outputs)),
          offsets_(static_cast<std::size_t>(outputs)), bias_(bias_or_zeros(bias, outputs)),
          panels_(layout().size()) {
        pack_rounded(layout(), panels_, [&](int64_t first, int64_t count, uint32_t *steps) {
            quantize(weight + first * inputs, count, inputs, steps, scales_.data() + first);
            for (int64_t row = 0; row < count; row++)
                offsets_[static_cast<std::size_t>(first + row)] = 128 * sum_of(steps + row * layout().steps);
        });
    }

    Preparation preparation() const override { return Preparation::int8; }

    /// The integers, each row's scale behind them, and room for the activations of a row.
    int64_t prepared_bytes(int64_t rows) const override {
        return scales_offset(rows) + (rows + inputs_) * static_cast<int64_t>(sizeof(float));
    }

    const void *prepare(const float *input, int64_t rows, bool activated, void *memory) const override {
        float *scales = reinterpret_cast<float *>(static_cast<uint8_t *>(memory) + scales_offset(rows));
        quantize_rows(input, rows, inputs_, activated, scales + rows, static_cast<uint32_t *>(memory), scales);
        return memory;
    }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        const auto *scales =
            reinterpret_cast<const float *>(static_cast<const uint8_t *>(prepared) + scales_offset(rows));
        multiply_int8(static_cast<const uint32_t *>(prepared), scales, rows, inputs_, panels_.steps(), scales_.data(),
                      offsets_.data(), bias_.data(), outputs_, add, output);
    }

  private:
    PanelLayout layout() const { return {outputs_, int8_steps(inputs_), rounded_panel_width, vector_lanes}; }

    int64_t scales_offset(int64_t rows) const {
        return (rows * int8_steps(inputs_) * static_cast<int64_t>(sizeof(uint32_t)) + 63) / 64 * 64;
    }

    int32_t sum_of(const uint32_t *steps) const {
        const auto *integers = reinterpret_cast<const int8_t *>(steps);
        int32_t sum = 0;
        for (int64_t i = 0; i < inputs_; i++) sum += integers[i];
        return sum;
    }

    int64_t outputs_, inputs_;
    std::vector<float> scales_;
    std::vector<int32_t> offsets_;
    std::vector<float> bias_;
    PanelMemory panels_;
};

}  // namespace

std::unique_ptr<MatrixProduct> bfloat16_product(const float *weight, const float *bias, int64_t outputs,
                                                int64_t inputs) {
    return std::make_unique<BFloat16Product>(weight, bias, outputs, inputs);
}

std::unique_ptr<MatrixProduct> bfloat16_strassen(const float *weight, const float *bias, int64_t outputs,
                                                 int64_t inputs) {
    return std::make_unique<BFloat16Strassen>(weight, bias, outputs, inputs);
}

/// Half a row must be whole pairs.
bool suits_bfloat16_strassen(int64_t outputs, int64_t inputs) {
    return suits_strassen(outputs, inputs) && inputs % 4 == 0;
}

std::unique_ptr<MatrixProduct> int8_product(const float *weight, const float *bias, int64_t outputs, int64_t inputs) {
    return std::make_unique<Int8Product>(weight, bias, outputs, inputs);
}
