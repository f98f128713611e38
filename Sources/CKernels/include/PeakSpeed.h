#ifndef PATCHLENS_PEAK_SPEED_H
#define PATCHLENS_PEAK_SPEED_H

#include "Precision.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Additions and multiplications a second, in 10⁹, that some cores reach at once on numbers that never leave their
/// registers: what no matrix product in this precision can pass. 0 where products in it are not available.
///
/// It uses the instructions that matrix products use here: fused multiply-add in the widest vectors, dot products of
/// pairs of bfloat16, of fours of 8-bit integers. Every core works for `seconds`, all of them at the same time, and the
/// best of its turns of about a millisecond counts, so that other programs do little harm. More threads than the
/// process may use processors are not started.
double patchlens_peak_gflops(patchlens_precision precision, int threads, double seconds);

#ifdef __cplusplus
}
#endif

#endif
