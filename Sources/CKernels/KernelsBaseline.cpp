// Whatever the compiler's default target is: SSE2 on x86-64, NEON on arm64.

#include "HotKernels.h"
#include "LaneTiles.h"

#include <cmath>
#include <cstring>
#include <utility>

#define PATCHLENS_LANES 4
#if defined(__aarch64__)
#define PATCHLENS_ROWS 8
#define PATCHLENS_VECTORS 3
#else
#define PATCHLENS_ROWS 5
#define PATCHLENS_VECTORS 2
#endif
#define PATCHLENS_KERNELS baseline_kernels

#include "KernelTable.inc"
