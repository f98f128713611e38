#include "HotKernels.h"

#include "LinearLayer.h"

const HotKernels &hot_kernels() {
    static const HotKernels &chosen = []() -> const HotKernels & {
#if defined(__x86_64__)
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
            __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq"))
            return avx512_kernels;
        if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2_kernels;
#endif
        return baseline_kernels;
    }();
    return chosen;
}

extern "C" const char *patchlens_instruction_set(void) { return hot_kernels().instruction_set; }
