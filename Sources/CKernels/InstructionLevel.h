#ifndef PATCHLENS_INSTRUCTION_LEVEL_H
#define PATCHLENS_INSTRUCTION_LEVEL_H

#ifdef __cplusplus
extern "C" {
#endif

/// How far a processor's instructions reach, each level with all of those before. What is beyond a level's own (VBMI,
/// VNNI, BF16) has to be asked of the processor besides.
typedef enum {
    patchlens_level_baseline = 0,
    /// AVX2 and FMA
    patchlens_level_avx2 = 1,
    /// AVX-512 F, VL, BW and DQ
    patchlens_level_avx512 = 2,
} patchlens_level;

/// What this processor has.
patchlens_level patchlens_processor_level(void);

/// What kernels may use of it: all, or the level that PATCHLENS_INSTRUCTIONS names, found once. A name that means
/// nothing here is said on the error output and changes nothing.
patchlens_level patchlens_allowed_level(void);

/// "baseline", "AVX2" or "AVX-512".
const char *patchlens_level_name(patchlens_level level);

#ifdef __cplusplus
}
#endif

#endif
