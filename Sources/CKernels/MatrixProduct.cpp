#include "MatrixProduct.h"

#include "Float32Products.h"
#include "HotKernels.h"
#include "RoundedMatrixProducts.h"
#include "RoundedProducts.h"

#include <stdexcept>

std::unique_ptr<MatrixProduct> MatrixProduct::pack(const float *weight, const float *bias, int64_t outputs,
                                                   int64_t inputs, patchlens_precision precision) {
    if (!is_available(precision)) throw std::invalid_argument("this processor lacks the instructions");
    switch (precision) {
        case patchlens_bfloat16_sums:
            if (suits_bfloat16_strassen(outputs, inputs)) return bfloat16_strassen(weight, bias, outputs, inputs);
            return bfloat16_product(weight, bias, outputs, inputs);
        case patchlens_bfloat16: return bfloat16_product(weight, bias, outputs, inputs);
        case patchlens_int8: return int8_product(weight, bias, outputs, inputs);
        case patchlens_float32: break;
    }
    if (suits_strassen(outputs, inputs)) return strassen_product(weight, bias, outputs, inputs, hot_kernels());
    return panel_product(weight, bias, outputs, inputs, hot_kernels());
}

bool MatrixProduct::is_available(patchlens_precision precision) {
    return precision == patchlens_float32 || has_rounded_products();
}
