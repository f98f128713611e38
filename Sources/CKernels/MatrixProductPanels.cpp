// Matrix products without oneDNN: our own register tiles over packed panels of the weights.

#if !defined(PATCHLENS_ONEDNN)

#include "HotKernels.h"
#include "MatrixProduct.h"

#include <vector>

namespace {

class PanelProduct final : public MatrixProduct {
  public:
    PanelProduct(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : outputs_(outputs), inputs_(inputs), bias_(static_cast<size_t>(outputs)) {
        if (bias) bias_.assign(bias, bias + outputs);
        int64_t width = hot_kernels().panel_width;
        panels_.resize(static_cast<size_t>((outputs + width - 1) / width * width * inputs));
        for (int64_t output = 0; output < outputs; output++) {
            float *panel = panels_.data() + output / width * width * inputs;
            for (int64_t input = 0; input < inputs; input++)
                panel[input * width + output % width] = weight[output * inputs + input];
        }
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
