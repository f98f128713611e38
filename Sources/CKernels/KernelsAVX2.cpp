#if defined(__x86_64__)

#include "HotKernels.h"
#include "LaneTiles.h"

#include <cmath>
#include <cstring>
#include <utility>

#define PATCHLENS_LANES 8
#define PATCHLENS_ROWS 6
#define PATCHLENS_VECTORS 2
#define PATCHLENS_KERNELS avx2_kernels

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "KernelTable.inc"
#pragma clang attribute pop

#endif
