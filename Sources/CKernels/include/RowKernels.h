#ifndef PATCHLENS_ROW_KERNELS_H
#define PATCHLENS_ROW_KERNELS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Layer normalisation (Ba et al. 2016) of each row: (x − mean) / √(variance + epsilon) · weight + bias.
/// `input` and `output` are (rows, columns) and may be the same memory.
void patchlens_layer_norm(const float *input, int64_t rows, int64_t columns, const float *weight, const float *bias,
                          float epsilon, float *output, int threads);
void patchlens_layer_norm_plain(const float *input, int64_t rows, int64_t columns, const float *weight,
                                const float *bias, float epsilon, float *output);

/// GELU (Hendrycks and Gimpel 2016), exact form, in place, in double: x · ½(1 + erf(x / √2)). What the kernels, whose
/// erf is within 2e-7, are tested against.
void patchlens_gelu_plain(float *values, int64_t count);

/// How the heads of an attention become one, element by element.
typedef enum { patchlens_fuse_mean = 0, patchlens_fuse_max = 1, patchlens_fuse_min = 2 } patchlens_fusion;

/// result = result + Σ_q weights[q] · fused[q], where fused[q] is the fusion of the heads' rows q, made to sum to 1:
/// some rows' part of a row vector times a fused attention. `probabilities` is (heads, rows, keys), `result` (keys).
/// A row of weight 0 is not looked at.
void patchlens_propagate(const float *probabilities, int64_t heads, int64_t rows, int64_t keys, const double *weights,
                         patchlens_fusion fusion, double *result, int threads);

/// Each row of (rows, columns) divided by its Euclidean length, in place; a row of zeros stays one.
void patchlens_normalize_rows(float *values, int64_t rows, int64_t columns, int64_t stride);

#ifdef __cplusplus
}
#endif

#endif
