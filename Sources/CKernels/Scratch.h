#ifndef PATCHLENS_SCRATCH_H
#define PATCHLENS_SCRATCH_H

#include <cstdint>

/// What a thread keeps memory for; each purpose has its own, so that one step can read what the one before wrote.
enum class ScratchPurpose {
    attention,
    attention_factors,
    normalized,
    prepared,
    hidden,
    gated,
    product,
    activated,
    hidden_gradient,
    row_gradient,
    count
};

/// Memory of the calling thread's own, at least this many bytes on a 64-byte boundary, kept until the thread ends:
/// tiles of a steady size allocate once. Valid until the same thread asks again for the same purpose.
void *scratch_memory(ScratchPurpose purpose, int64_t bytes);

inline float *scratch_floats(ScratchPurpose purpose, int64_t floats) {
    return static_cast<float *>(scratch_memory(purpose, floats * static_cast<int64_t>(sizeof(float))));
}

#endif
