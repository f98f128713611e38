#if defined(__x86_64__)

#include "HotKernels.h"
#include "LaneTiles.h"

#include <immintrin.h>

#include <cmath>
#include <cstring>
#include <utility>

#define PATCHLENS_LANES 16
#define PATCHLENS_ROWS 8
#define PATCHLENS_VECTORS 3
#define PATCHLENS_KERNELS avx512_kernels

#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma"))), apply_to = function)
#include "KernelTable.inc"
#pragma clang attribute pop

#endif
