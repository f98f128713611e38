#include "InstructionLevel.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr patchlens_level levels[] = {patchlens_level_baseline, patchlens_level_avx2, patchlens_level_avx512};

patchlens_level chosen_level() {
    const patchlens_level highest = patchlens_processor_level();
    const char *wanted = getenv("PATCHLENS_INSTRUCTIONS");
    if (!wanted || !*wanted) return highest;
    for (patchlens_level level : levels)
        if (level <= highest && strcmp(wanted, patchlens_level_name(level)) == 0) return level;
    // Who asks for less wants to know what less does: a misspelt name must not pass for an answer.
    fprintf(stderr, "patchlens: PATCHLENS_INSTRUCTIONS is \"%.40s\"; this processor has", wanted);
    for (patchlens_level level : levels)
        if (level <= highest) fprintf(stderr, " %s", patchlens_level_name(level));
    fprintf(stderr, ", of which %s is used\n", patchlens_level_name(highest));
    return highest;
}

}  // namespace

extern "C" patchlens_level patchlens_processor_level(void) {
#if defined(__x86_64__)
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
    return avx512 ? patchlens_level_avx512 : avx2 ? patchlens_level_avx2 : patchlens_level_baseline;
#else
    return patchlens_level_baseline;
#endif
}

extern "C" patchlens_level patchlens_allowed_level(void) {
    static const patchlens_level chosen = chosen_level();
    return chosen;
}

extern "C" const char *patchlens_level_name(patchlens_level level) {
    switch (level) {
        case patchlens_level_avx512: return "AVX-512";
        case patchlens_level_avx2: return "AVX2";
        case patchlens_level_baseline: break;
    }
    return "baseline";
}
