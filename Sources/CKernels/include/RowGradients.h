#ifndef PATCHLENS_ROW_GRADIENTS_H
#define PATCHLENS_ROW_GRADIENTS_H

#include "Activation.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The way back through layer normalisation. Of a row x, x̂ = (x − mean) / √(variance + epsilon), and ∂y/∂(x̂ · weight
/// + bias), ∂x = (g − mean(g) − x̂ mean(g ⊙ x̂)) / √(variance + epsilon), g that gradient times the weight.
///
/// All are (rows, columns); `output` is written, or added to if `adds`, and may be the gradient's memory.
void patchlens_layer_norm_gradient(const float *input, int64_t rows, int64_t columns, const float *weight,
                                   float epsilon, const float *gradient, int adds, float *output, int threads);
void patchlens_layer_norm_gradient_plain(const float *input, int64_t rows, int64_t columns, const float *weight,
                                         float epsilon, const float *gradient, int adds, float *output);

/// The way back through activation(values) · factors, in place: `gradient` becomes that of the values, `factors`,
/// unless NULL, that of the factors.
void patchlens_activation_gradient_plain(patchlens_activation activation, const float *values, float *gradient,
                                         float *factors, int64_t count);

/// The way back through `patchlens_normalize_rows`: of ∂y/∂(x / |x|), ∂x = (g − x̂ (x̂ · g)) / |x|, in place of
/// `gradient`. Both are (rows, columns), contiguous. A row of zeros passes its gradient on, as it is passed on itself.
void patchlens_normalize_rows_gradient(const float *input, int64_t rows, int64_t columns, float *gradient);

#ifdef __cplusplus
}
#endif

#endif
