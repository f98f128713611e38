#ifndef PATCHLENS_CODEC_VECTORS_H
#define PATCHLENS_CODEC_VECTORS_H

#ifdef __cplusplus
extern "C" {
#endif

/// Whether the encoder may use what this processor has beyond the least of its kind; it may unless told otherwise.
/// What is written is the same: so that tests can hold that, and nothing else.
void patchlens_codecs_use_vectors(int may_use);

/// Whether it may, and there are vectors of 32 bytes, and bits counted and found in one step; vectors of 64 whose bytes
/// can be permuted and drawn together, and the same; carry-less products; shifts by any register.
/// PATCHLENS_INSTRUCTIONS holds the codecs to less as it does the kernels: AVX2 to all but the vectors of 64, baseline
/// to none of it.
int patchlens_codecs_have_avx2(void);
int patchlens_codecs_have_vbmi2(void);
int patchlens_codecs_have_pclmul(void);
int patchlens_codecs_have_bmi2(void);

#ifdef __cplusplus
}
#endif

#endif
