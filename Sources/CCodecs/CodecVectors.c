#include "CodecVectors.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_int may_use_vectors = 1;

void patchlens_codecs_use_vectors(int may_use) { atomic_store(&may_use_vectors, may_use); }

#if defined(__x86_64__)
enum { UNKNOWN, BASELINE, AVX2, ALL };

/// The level that PATCHLENS_INSTRUCTIONS names, as CKernels reads it, which says so too where the name means nothing;
/// read here once more, because the codecs depend on nothing else.
static int named_level(void) {
    static atomic_int level = UNKNOWN;
    int found = atomic_load_explicit(&level, memory_order_relaxed);
    if (found == UNKNOWN) {
        const char *name = getenv("PATCHLENS_INSTRUCTIONS");
        found = name == NULL ? ALL : strcmp(name, "baseline") == 0 ? BASELINE : strcmp(name, "AVX2") == 0 ? AVX2 : ALL;
        atomic_store_explicit(&level, found, memory_order_relaxed);
    }
    return found;
}

static int allows(int level) {
    return atomic_load_explicit(&may_use_vectors, memory_order_relaxed) && named_level() >= level;
}

int patchlens_codecs_have_avx2(void) {
    return allows(AVX2) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")
           && __builtin_cpu_supports("popcnt");
}

int patchlens_codecs_have_vbmi2(void) {
    return allows(ALL) && __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2")
           && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

int patchlens_codecs_have_pclmul(void) {
    return allows(AVX2) && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("sse4.1");
}

int patchlens_codecs_have_bmi2(void) { return allows(AVX2) && __builtin_cpu_supports("bmi2"); }
#else
int patchlens_codecs_have_avx2(void) { return 0; }

int patchlens_codecs_have_vbmi2(void) { return 0; }

int patchlens_codecs_have_pclmul(void) { return 0; }

int patchlens_codecs_have_bmi2(void) { return 0; }
#endif
