#ifndef PATCHLENS_INSTRUCTION_SETS_H
#define PATCHLENS_INSTRUCTION_SETS_H

#include "Activation.h"
#include "Attention.h"
#include "RotaryEmbedding.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// For tests: every kernel on every instruction set this processor has, not only the best, on one thread.

int patchlens_instruction_set_count(void);
const char *patchlens_instruction_set_name(int set);

void patchlens_attention_run_on(int set, const patchlens_attention *attention);
void patchlens_attention_propagate_on(int set, const patchlens_attention *attention, const double *weights,
                                      double *result);
void patchlens_layer_norm_on(int set, const float *input, int64_t rows, int64_t columns, const float *weight,
                             const float *bias, float epsilon, float *output);
void patchlens_gelu_on(int set, float *values, int64_t count);
void patchlens_activate_on(int set, patchlens_activation activation, float *values, const float *factors,
                           int64_t count);
void patchlens_rotate_on(int set, const patchlens_rotation *rotation);
/// The product by panels or by Strassen's algorithm. Nonzero where the latter is not possible: odd outputs or inputs.
int patchlens_multiply_on(int set, int by_strassen, const float *weight, const float *bias, int64_t outputs,
                          int64_t inputs, const float *input, int64_t rows, int add, float *output);

#ifdef __cplusplus
}
#endif

#endif
