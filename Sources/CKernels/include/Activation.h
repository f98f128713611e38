#ifndef PATCHLENS_ACTIVATION_H
#define PATCHLENS_ACTIVATION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What becomes of each hidden value of a feed-forward part; σ(x) = 1 / (1 + exp(−x)).
typedef enum {
    /// x Φ(x), Φ by the error function (Hendrycks and Gimpel 2016)
    patchlens_gelu_activation = 0,
    /// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))), which is x σ(2 √(2/π) (x + 0.044715 x³))
    patchlens_gelu_tanh_activation = 1,
    /// x σ(1.702 x)
    patchlens_quick_gelu_activation = 2,
    /// x σ(x)
    patchlens_silu_activation = 3,
    /// max(x, 0)
    patchlens_relu_activation = 4,
} patchlens_activation;

/// What the kernels are tested against: values = activation(values) · factors, in double; `factors` is NULL where there
/// are none.
void patchlens_activate_plain(patchlens_activation activation, float *values, const float *factors, int64_t count);

#ifdef __cplusplus
}
#endif

#endif
