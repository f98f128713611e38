// Whatever the compiler's default target is: SSE2 on x86-64, NEON on arm64.

#include "HotKernels.h"

#include <cmath>
#include <cstring>
#include <utility>

#if defined(__aarch64__)
#define PATCHLENS_LANES 4
#define PATCHLENS_ROWS 8
#else
#define PATCHLENS_LANES 4
#define PATCHLENS_ROWS 4
#endif
#define PATCHLENS_KERNELS baseline_kernels
#define PATCHLENS_INSTRUCTION_SET "baseline"

#include "KernelTable.inc"
