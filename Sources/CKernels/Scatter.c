#include "Scatter.h"

#include "InstructionLevel.h"
#include "ThreadPool.h"

#include <stdlib.h>

// A product and a sum stay two roundings on every processor, so that the sums are the same on all.
#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

/// Channels whose sums a thread takes at once: each centred row that is loaded serves all of them.
enum { CHANNELS_IN_TASK = 8 };

typedef struct {
    const double *centred;
    int64_t count, channels;
    double *scatter;
} scatter_run;

/// Rows `first … end` of the scatter, from their diagonal on. The innermost loop has no sum in it but elements side by
/// side, which the compiler makes vectors of without a change of order.
INLINE void add_rows_body(const scatter_run *run, int64_t first, int64_t end) {
    const int64_t channels = run->channels;
    for (int64_t n = 0; n < run->count; n++) {
        const double *row = run->centred + n * channels;
        for (int64_t i = first; i < end; i++) {
            const double factor = row[i];
            double *restrict sums = run->scatter + i * channels;
            for (int64_t j = first; j < channels; j++) sums[j] += factor * row[j];
        }
    }
}

static void add_rows_baseline(const scatter_run *run, int64_t first, int64_t end) { add_rows_body(run, first, end); }

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void add_rows_avx2(const scatter_run *run, int64_t first, int64_t end) {
    add_rows_body(run, first, end);
}
__attribute__((target("avx512f,avx512vl"))) static void add_rows_avx512(const scatter_run *run, int64_t first,
                                                                        int64_t end) {
    add_rows_body(run, first, end);
}
#endif

static void run_task(void *context, int64_t task) {
    const scatter_run *run = context;
    const int64_t first = task * CHANNELS_IN_TASK;
    const int64_t end = first + CHANNELS_IN_TASK < run->channels ? first + CHANNELS_IN_TASK : run->channels;
#if defined(__x86_64__)
    if (patchlens_allowed_level() >= patchlens_level_avx512) {
        add_rows_avx512(run, first, end);
        return;
    }
    if (patchlens_allowed_level() >= patchlens_level_avx2) {
        add_rows_avx2(run, first, end);
        return;
    }
#endif
    add_rows_baseline(run, first, end);
}

/// Rows that are centred at once: 64 of 384 channels are 192 KB.
enum { ROWS_AT_ONCE = 64 };

int patchlens_add_scatter(const float *rows, int64_t count, int64_t channels, const double *mean, double *scatter,
                          int threads) {
    double *centred = malloc(sizeof(double) * ROWS_AT_ONCE * (size_t)channels);
    if (centred == NULL) return 1;
    for (int64_t first = 0; first < count; first += ROWS_AT_ONCE) {
        const int64_t part = count - first < ROWS_AT_ONCE ? count - first : ROWS_AT_ONCE;
        for (int64_t n = 0; n < part; n++)
            for (int64_t c = 0; c < channels; c++)
                centred[n * channels + c] = (double)rows[(first + n) * channels + c] - mean[c];
        scatter_run run = {centred, part, channels, scatter};
        patchlens_parallel((channels + CHANNELS_IN_TASK - 1) / CHANNELS_IN_TASK, threads, run_task, &run);
    }
    free(centred);
    return 0;
}

void patchlens_add_scatter_plain(const float *rows, int64_t count, int64_t channels, const double *mean,
                                 double *scatter) {
    for (int64_t i = 0; i < channels; i++)
        for (int64_t j = i; j < channels; j++)
            for (int64_t n = 0; n < count; n++)
                scatter[i * channels + j] +=
                    (rows[n * channels + i] - mean[i]) * (rows[n * channels + j] - mean[j]);
}
