#include "HotKernels.h"

#include "InstructionLevel.h"
#include "InstructionSets.h"
#include "LinearLayer.h"

namespace {

const HotKernels &kernels_of(patchlens_level level) {
#if defined(__x86_64__)
    if (level == patchlens_level_avx512) return avx512_kernels;
    if (level == patchlens_level_avx2) return avx2_kernels;
#endif
    return baseline_kernels;
}

/// Sets are counted from the best.
patchlens_level level_of(int set) { return static_cast<patchlens_level>(patchlens_processor_level() - set); }

}  // namespace

const HotKernels &kernels_of_set(int set) { return kernels_of(level_of(set)); }

const HotKernels &hot_kernels() {
    static const HotKernels &chosen = kernels_of(patchlens_allowed_level());
    return chosen;
}

extern "C" const char *patchlens_instruction_set(void) {
    return patchlens_level_name(patchlens_allowed_level());
}

extern "C" int patchlens_instruction_set_count(void) { return patchlens_processor_level() + 1; }

extern "C" const char *patchlens_instruction_set_name(int set) {
    return patchlens_level_name(level_of(set));
}

extern "C" void patchlens_layer_norm_on(int set, const float *input, int64_t rows, int64_t columns,
                                        const float *weight, const float *bias, float epsilon, float *output) {
    kernels_of_set(set).layer_norm(input, rows, columns, weight, bias, epsilon, output);
}

extern "C" void patchlens_gelu_on(int set, float *values, int64_t count) { kernels_of_set(set).gelu(values, count); }

extern "C" void patchlens_activate_on(int set, patchlens_activation activation, float *values, const float *factors,
                                      int64_t count) {
    kernels_of_set(set).activate(activation, values, factors, count);
}

extern "C" void patchlens_rotate_on(int set, const patchlens_rotation *rotation) {
    kernels_of_set(set).rotate(*rotation, 0, rotation->rows - rotation->prefix);
}

extern "C" void patchlens_layer_norm_gradient_on(int set, const float *input, int64_t rows, int64_t columns,
                                                 const float *weight, float epsilon, const float *gradient, int adds,
                                                 float *output) {
    kernels_of_set(set).layer_norm_gradient(input, rows, columns, weight, epsilon, gradient, adds != 0, output);
}

extern "C" void patchlens_activation_gradient_on(int set, patchlens_activation activation, const float *values,
                                                 float *gradient, float *factors, int64_t count) {
    kernels_of_set(set).activation_gradient(activation, values, gradient, factors, count);
}
