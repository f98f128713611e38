#pragma once

#include "DecodingDeadline.h"
#include "DecodingOutcome.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// Ends the process, which libFuzzer takes for a finding, where a decoder promised something else.
static inline void require(bool holds) {
    if (!holds) abort();
}

/// An outcome has words exactly where it is a failure.
static inline void check_outcome(const patchlens_decoding_outcome *outcome) {
    const bool succeeded = outcome->status == PATCHLENS_DECODING_SUCCEEDED;
    require(memchr(outcome->message, 0, sizeof outcome->message) != NULL);
    require(succeeded == (outcome->message[0] == 0));
}

/// Memory of exactly this size, so that AddressSanitizer sees the first byte beyond it.
static inline uint8_t *filled(size_t count, int ground) {
    uint8_t *memory = malloc(count);
    if (memory != NULL) memset(memory, ground, count);
    return memory;
}

static inline int count_down(void *left) { return (*(size_t *)left)-- == 0; }

/// Over when it has been asked so many times.
static inline patchlens_deadline deadline_after(size_t *left) { return (patchlens_deadline){count_down, left}; }

static const patchlens_deadline no_deadline = {NULL, NULL};

/// The second of two decodes was given up, or gave the pixels of the first; anything else is a finding.
static inline void check_again(
    const patchlens_decoding_outcome *outcome, const uint8_t *pixels, const uint8_t *others, size_t capacity
) {
    check_outcome(outcome);
    if (outcome->status == PATCHLENS_DECODING_OUT_OF_TIME) return;
    require(outcome->status == PATCHLENS_DECODING_SUCCEEDED && memcmp(pixels, others, capacity) == 0);
}

/// Small enough that no file takes long, large enough for every seed: what `DecodingLimits` does for users.
static inline bool is_small(const patchlens_picture_header *header) {
    const uint64_t pixels = (uint64_t)header->height * header->width;
    return pixels > 0 && pixels <= 1 << 16 && header->working_bytes <= 1 << 20;
}
