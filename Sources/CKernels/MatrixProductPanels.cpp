// Matrix products without oneDNN: our own register tiles over packed panels of the weights, in float32.

#if !defined(PATCHLENS_ONEDNN)

#include "HotKernels.h"
#include "MatrixProduct.h"
#include "Panels.h"

#include <stdexcept>

namespace {

class PanelProduct final : public MatrixProduct {
  public:
    PanelProduct(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : outputs_(outputs), inputs_(inputs), bias_(static_cast<std::size_t>(outputs)),
          panels_(packed_panels(weight, outputs, inputs, hot_kernels().panel_width)) {
        if (bias) bias_.assign(bias, bias + outputs);
    }

    int64_t prepared_bytes(int64_t) const override { return 0; }

    const void *prepare(const float *input, int64_t, void *) const override { return input; }

    void multiply(const void *prepared, int64_t rows, bool add, float *output) const override {
        hot_kernels().multiply(static_cast<const float *>(prepared), rows, inputs_, panels_.data(), bias_.data(),
                               outputs_, add, output);
    }

  private:
    int64_t outputs_, inputs_;
    std::vector<float> bias_, panels_;
};

}  // namespace

std::unique_ptr<MatrixProduct> MatrixProduct::pack(const float *weight, const float *bias, int64_t outputs,
                                                   int64_t inputs, patchlens_precision precision) {
    if (!is_available(precision)) throw std::invalid_argument("without oneDNN there is only float32");
    return std::make_unique<PanelProduct>(weight, bias, outputs, inputs);
}

bool MatrixProduct::is_available(patchlens_precision precision) { return precision == patchlens_float32; }

const char *MatrixProduct::library_name() { return "plain"; }

#endif
