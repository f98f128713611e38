// Matrix products by oneDNN in each precision: what is rounded, and how the sums become float32 again.

#if defined(PATCHLENS_ONEDNN)

#include "HotKernels.h"
#include "MatrixProduct.h"
#include "OneDNNProduct.h"
#include "Scratch.h"

#include <cmath>
#include <stdexcept>
#include <vector>

namespace {

using Type = OneDNNProduct::Type;

class Float32Product final : public MatrixProduct {
  public:
    Float32Product(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : product_({Type::f32, Type::f32, Type::f32}, weight, bias, outputs, inputs) {}

    int64_t prepared_bytes(int64_t) const override { return 0; }

    const void *prepare(const float *input, int64_t, void *) const override { return input; }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        product_.multiply(prepared, rows, add, output);
    }

  private:
    OneDNNProduct product_;
};

class BFloat16Product final : public MatrixProduct {
  public:
    BFloat16Product(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : product_({Type::bf16, Type::bf16, Type::f32}, rounded(weight, outputs * inputs).data(), bias, outputs,
                   inputs) {}

    int64_t prepared_bytes(int64_t rows) const override { return rows * product_.inputs() * 2; }

    const void *prepare(const float *input, int64_t rows, void *memory) const override {
        hot_kernels().round_to_bfloat16(input, rows * product_.inputs(), static_cast<uint16_t *>(memory));
        return memory;
    }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        product_.multiply(prepared, rows, add, output);
    }

  private:
    static std::vector<uint16_t> rounded(const float *values, int64_t count) {
        std::vector<uint16_t> result(static_cast<size_t>(count));
        hot_kernels().round_to_bfloat16(values, count, result.data());
        return result;
    }

    OneDNNProduct product_;
};

/// Weights by a scale for each output, inputs by one for each row that is found when the row is there: no calibration.
/// The integer sums are exact; they are turned back into float32 by both scales.
class Int8Product final : public MatrixProduct {
  public:
    Int8Product(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : scales_(static_cast<size_t>(outputs)), bias_(static_cast<size_t>(outputs)),
          product_({Type::s8, Type::s8, Type::s32}, quantized(weight, outputs, inputs).data(), nullptr, outputs,
                   inputs) {
        if (bias) bias_.assign(bias, bias + outputs);
    }

    /// The integers, and behind them each row's scale.
    int64_t prepared_bytes(int64_t rows) const override {
        return scales_offset(rows) + rows * static_cast<int64_t>(sizeof(float));
    }

    const void *prepare(const float *input, int64_t rows, void *memory) const override {
        auto *integers = static_cast<int8_t *>(memory);
        hot_kernels().quantize(input, rows, product_.inputs(), integers,
                               reinterpret_cast<float *>(integers + scales_offset(rows)));
        return memory;
    }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        const auto *integers = static_cast<const int8_t *>(prepared);
        int64_t bytes = rows * product_.outputs() * static_cast<int64_t>(sizeof(int32_t));
        auto *sums = static_cast<int32_t *>(scratch_memory(ScratchPurpose::product, bytes));
        product_.multiply(integers, rows, false, sums);
        hot_kernels().dequantize(sums, rows, product_.outputs(),
                                 reinterpret_cast<const float *>(integers + scales_offset(rows)), scales_.data(),
                                 bias_.data(), add, output);
    }

  private:
    int64_t scales_offset(int64_t rows) const { return (rows * product_.inputs() + 63) / 64 * 64; }

    /// Fills `scales_` on the way: it is declared before `product_`.
    std::vector<int8_t> quantized(const float *weight, int64_t outputs, int64_t inputs) {
        std::vector<int8_t> result(static_cast<size_t>(outputs * inputs));
        hot_kernels().quantize(weight, outputs, inputs, result.data(), scales_.data());
        return result;
    }

    std::vector<float> scales_, bias_;
    OneDNNProduct product_;
};

std::unique_ptr<MatrixProduct> packed(const float *weight, const float *bias, int64_t outputs, int64_t inputs,
                                      patchlens_precision precision) {
    switch (precision) {
        case patchlens_bfloat16: return std::make_unique<BFloat16Product>(weight, bias, outputs, inputs);
        case patchlens_int8: return std::make_unique<Int8Product>(weight, bias, outputs, inputs);
        case patchlens_float32: break;
    }
    return std::make_unique<Float32Product>(weight, bias, outputs, inputs);
}

}  // namespace

std::unique_ptr<MatrixProduct> MatrixProduct::pack(const float *weight, const float *bias, int64_t outputs,
                                                   int64_t inputs, patchlens_precision precision) {
    if (!is_available(precision)) throw std::invalid_argument("this processor lacks the instructions");
    return packed(weight, bias, outputs, inputs, precision);
}

/// oneDNN computes every precision on every processor, by conversions where the instructions are missing: slower than
/// float32, so it would be no help.
bool MatrixProduct::is_available(patchlens_precision precision) {
#if defined(__x86_64__)
    if (precision == patchlens_bfloat16) return __builtin_cpu_supports("avx512bf16") && hot_kernels().lanes == 16;
    if (precision == patchlens_int8) return __builtin_cpu_supports("avx512vnni") && hot_kernels().lanes == 16;
#endif
    return precision == patchlens_float32;
}

const char *MatrixProduct::library_name() { return onednn_shim::name(); }

#endif
