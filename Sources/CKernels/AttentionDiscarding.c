// Attention without its smallest values: which those are, and what is left.

#include "AttentionDiscarding.h"

#include "ThreadPool.h"

#include <string.h>

typedef struct {
    const float *probabilities;
    int64_t heads, rows, keys;
    patchlens_fusion fusion;
    float *fused;
} fusion_run;

/// One row; head by head, so that each loop is over neighbouring numbers.
static void fuse_row(void *context, int64_t row) {
    const fusion_run *run = context;
    const int64_t keys = run->keys;
    float *restrict fused = run->fused + row * keys;
    memcpy(fused, run->probabilities + row * keys, (size_t)keys * sizeof(float));
    for (int64_t head = 1; head < run->heads; head++) {
        const float *restrict other = run->probabilities + (head * run->rows + row) * keys;
        switch (run->fusion) {
            case patchlens_fuse_mean:
                for (int64_t key = 0; key < keys; key++) fused[key] += other[key];
                break;
            case patchlens_fuse_max:
                for (int64_t key = 0; key < keys; key++) fused[key] = fused[key] > other[key] ? fused[key] : other[key];
                break;
            case patchlens_fuse_min:
                for (int64_t key = 0; key < keys; key++) fused[key] = fused[key] < other[key] ? fused[key] : other[key];
                break;
        }
    }
    if (run->fusion != patchlens_fuse_mean) return;
    for (int64_t key = 0; key < keys; key++) fused[key] /= (float)run->heads;
}

void patchlens_fuse_heads(const float *probabilities, int64_t heads, int64_t rows, int64_t keys,
                          patchlens_fusion fusion, float *fused, int threads) {
    fusion_run run = {probabilities, heads, rows, keys, fusion, fused};
    patchlens_parallel(rows, threads, fuse_row, &run);
}

void patchlens_count_halves(const float *values, int64_t count, int64_t high, int64_t *counts) {
    for (int64_t index = 0; index < count; index++) {
        uint32_t bits;
        memcpy(&bits, values + index, sizeof bits);
        if (high < 0)
            counts[bits >> 16]++;
        else if (bits >> 16 == (uint32_t)high)
            counts[bits & 0xffff]++;
    }
}

void patchlens_discard(float *values, int64_t rows, int64_t keys, float threshold, int64_t *ties, double *sums) {
    for (int64_t row = 0; row < rows; row++) {
        float *of_row = values + row * keys;
        double sum = 0;
        for (int64_t key = 0; key < keys; key++) {
            const float value = of_row[key];
            int is_discarded = value < threshold;
            if (value == threshold && *ties > 0) {
                is_discarded = 1;
                --*ties;
            }
            of_row[key] = is_discarded ? 0 : value;
            sum += (double)of_row[key];
        }
        sums[row] = sum;
    }
}
