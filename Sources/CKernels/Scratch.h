#ifndef PATCHLENS_SCRATCH_H
#define PATCHLENS_SCRATCH_H

#include <cstdint>

/// Memory of the calling thread's own, at least this many floats on a 64-byte boundary, kept until the thread ends:
/// tiles of a steady size allocate once. Valid until the same thread asks again.
float *scratch_memory(int64_t floats);

#endif
