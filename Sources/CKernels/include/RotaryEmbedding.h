#ifndef PATCHLENS_ROTARY_EMBEDDING_H
#define PATCHLENS_ROTARY_EMBEDDING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Which two channels of a head are rotated together.
typedef enum {
    /// i and i + dimension / 2
    patchlens_rotate_halves = 0,
    /// 2i and 2i + 1
    patchlens_rotate_interleaved = 1,
} patchlens_rotary_pairing;

/// Rotary position embedding (Su et al. 2021): a pair (a, b) of a head becomes (a cos − b sin, b cos + a sin), each by
/// its own channel's cosine and sine.
typedef struct {
    /// (rows, head_count · head_dimension), contiguous, changed in place; the dimension is even.
    float *vectors;
    int64_t rows;
    /// So many rows at the beginning have no position and stay as they are.
    int64_t prefix;
    int64_t head_count, head_dimension;
    /// (rows − prefix, head_dimension)
    const float *cosines, *sines;
    patchlens_rotary_pairing pairing;
} patchlens_rotation;

void patchlens_rotate(const patchlens_rotation *rotation, int threads);

/// What it is tested against: a pair after the other, in double.
void patchlens_rotate_plain(const patchlens_rotation *rotation);

#ifdef __cplusplus
}
#endif

#endif
