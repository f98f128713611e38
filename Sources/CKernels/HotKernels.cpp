#include "HotKernels.h"

#include "Float32Products.h"
#include "InstructionSets.h"
#include "LinearLayer.h"
#include "Scratch.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

/// Best first.
const std::vector<const HotKernels *> &available() {
    static const std::vector<const HotKernels *> sets = [] {
        std::vector<const HotKernels *> found;
#if defined(__x86_64__)
        bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
        if (avx512) found.push_back(&avx512_kernels);
        if (avx2) found.push_back(&avx2_kernels);
#endif
        found.push_back(&baseline_kernels);
        return found;
    }();
    return sets;
}

}  // namespace

const HotKernels &kernels_of_set(int set) { return *available()[static_cast<std::size_t>(set)]; }

const HotKernels &hot_kernels() {
    static const HotKernels &chosen = *[] {
        const char *wanted = getenv("PATCHLENS_INSTRUCTIONS");
        for (const HotKernels *set : available())
            if (wanted && strcmp(wanted, set->instruction_set) == 0) return set;
        return available().front();
    }();
    return chosen;
}

extern "C" const char *patchlens_instruction_set(void) { return hot_kernels().instruction_set; }

extern "C" int patchlens_instruction_set_count(void) { return static_cast<int>(available().size()); }

extern "C" const char *patchlens_instruction_set_name(int set) { return kernels_of_set(set).instruction_set; }

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
