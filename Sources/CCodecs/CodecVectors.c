#include "CodecVectors.h"

#include <stdatomic.h>

static atomic_int may_use_vectors = 1;

void patchlens_codecs_use_vectors(int may_use) { atomic_store(&may_use_vectors, may_use); }

#if defined(__x86_64__)
static int allowed(void) { return atomic_load_explicit(&may_use_vectors, memory_order_relaxed); }

int patchlens_codecs_have_avx2(void) { return allowed() && __builtin_cpu_supports("avx2"); }

int patchlens_codecs_have_vbmi2(void) {
    return allowed() && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2")
           && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2");
}

int patchlens_codecs_have_pclmul(void) {
    return allowed() && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
}

int patchlens_codecs_have_bmi2(void) { return allowed() && __builtin_cpu_supports("bmi2"); }
#else
int patchlens_codecs_have_avx2(void) { return 0; }

int patchlens_codecs_have_vbmi2(void) { return 0; }

int patchlens_codecs_have_pclmul(void) { return 0; }

int patchlens_codecs_have_bmi2(void) { return 0; }
#endif
