#ifndef PATCHLENS_STAGE_CLOCK_H
#define PATCHLENS_STAGE_CLOCK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The steps of the encoder that have a clock.
typedef enum {
    patchlens_stage_norm = 0,
    /// Activations to the precision of the product they enter.
    patchlens_stage_rounding = 1,
    /// Matrix products with bias and residual, and int8's way back to float32.
    patchlens_stage_product = 2,
    patchlens_stage_gelu = 3,
    patchlens_stage_attention = 4,
    /// Rollout's row vector times an attention matrix.
    patchlens_stage_propagation = 5,
    patchlens_stage_count = 6,
} patchlens_stage;

/// Starts the clocks from zero, or stops them. They are off until told otherwise: a step then costs one comparison.
/// They count for the whole process, so that only what runs alone can be timed.
void patchlens_stage_clock_start(void);
void patchlens_stage_clock_stop(void);

/// Nanoseconds that all threads together have spent in a stage since the start.
int64_t patchlens_stage_nanoseconds(patchlens_stage stage);

#ifdef __cplusplus
}
#endif

#endif
