#ifndef PATCHLENS_DECODING_DEADLINE_H
#define PATCHLENS_DECODING_DEADLINE_H

#include <stddef.h>

/// When a picture is to be given up: asked every few rows of every pass and scan, and every 64 KiB of a PNG's file.
typedef struct {
    /// Not 0 once the time is over. NULL is never asked.
    int (*is_over)(void *context);
    void *context;
} patchlens_deadline;

static inline int patchlens_is_over(const patchlens_deadline *deadline) {
    return deadline->is_over != NULL && deadline->is_over(deadline->context);
}

#endif
