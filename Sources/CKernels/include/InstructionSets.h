#ifndef PATCHLENS_INSTRUCTION_SETS_H
#define PATCHLENS_INSTRUCTION_SETS_H

#include "Activation.h"
#include "Attention.h"
#include "AttentionGradient.h"
#include "LinearLayer.h"
#include "RotaryEmbedding.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// For tests: every kernel on every instruction set this processor has, not only the best; where no threads are named,
// on one.

int patchlens_instruction_set_count(void);
const char *patchlens_instruction_set_name(int set);

void patchlens_attention_run_on(int set, const patchlens_attention *attention);
void patchlens_attention_propagate_on(int set, const patchlens_attention *attention, const double *weights,
                                      double *result);
void patchlens_attention_gradient_run_on(int set, const patchlens_attention_gradient *gradient);
void patchlens_probability_gradients_on(int set, const patchlens_attention *attention, const float *output_gradient,
                                        float *result);
void patchlens_layer_norm_on(int set, const float *input, int64_t rows, int64_t columns, const float *weight,
                             const float *bias, float epsilon, float *output);
void patchlens_gelu_on(int set, float *values, int64_t count);
void patchlens_activate_on(int set, patchlens_activation activation, float *values, const float *factors,
                           int64_t count);
void patchlens_layer_norm_gradient_on(int set, const float *input, int64_t rows, int64_t columns, const float *weight,
                                      float epsilon, const float *gradient, int adds, float *output);
void patchlens_activation_gradient_on(int set, patchlens_activation activation, const float *values, float *gradient,
                                      float *factors, int64_t count);
void patchlens_rotate_on(int set, const patchlens_rotation *rotation);
/// A layer whose products, by `patchlens_project`, are by panels or by Strassen's algorithm. NULL where the latter is
/// not possible, which takes even outputs and inputs, or when memory is short.
patchlens_linear *patchlens_linear_create_on(int set, int by_strassen, const float *weight, const float *bias,
                                             int64_t outputs, int64_t inputs);

#ifdef __cplusplus
}
#endif

#endif
