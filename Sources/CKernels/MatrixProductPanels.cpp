// Matrix products without oneDNN: our own register tiles over packed panels of the weights.

#if !defined(PATCHLENS_ONEDNN)

#include "HotKernels.h"
#include "MatrixProduct.h"
#include "Panels.h"

namespace {

class PanelProduct final : public MatrixProduct {
  public:
    PanelProduct(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : outputs_(outputs), inputs_(inputs), bias_(static_cast<size_t>(outputs)),
          panels_(packed_panels(weight, outputs, inputs, hot_kernels().panel_width)) {
        if (bias) bias_.assign(bias, bias + outputs);
    }

    bool multiply(const float *input, int64_t rows, bool add, float *output) const override {
        hot_kernels().multiply(input, rows, inputs_, panels_.data(), bias_.data(), outputs_, add, output);
        return true;
    }

  private:
    int64_t outputs_, inputs_;
    std::vector<float> bias_, panels_;
};

}  // namespace

std::unique_ptr<MatrixProduct> MatrixProduct::pack(const float *weight, const float *bias, int64_t outputs,
                                                   int64_t inputs) {
    return std::make_unique<PanelProduct>(weight, bias, outputs, inputs);
}

const char *MatrixProduct::library_name() { return "plain"; }

#endif
