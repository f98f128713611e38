// What single rows of attention say of their head: how far it looks, and how evenly.
//
// The loops are plain and vectorised by the compiler, once for each instruction set. Sums are float32 within a stretch
// of a few hundred keys and double from stretch to stretch.

#include "AttentionStatistics.h"

#include "InstructionLevel.h"
#include "ThreadPool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/// ln x for a normal number, within 2e-7 of the larger of its magnitude and 1.
///
/// x = 2ᵉ m with m from √½ to √2, and ln m = 2 artanh s for s = (m − 1) / (m + 1), |s| ≤ 0.172: the series up to s⁹
/// errs by 7e-10.
INLINE float natural_logarithm(float x) {
    const int32_t root_of_half = 0x3f3504f3;
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    const int32_t exponent = (bits - root_of_half) >> 23;
    // The shift in two's complement, without overflow.
    bits = (int32_t)((uint32_t)bits - ((uint32_t)exponent << 23));
    float m;
    memcpy(&m, &bits, sizeof m);
    const float s = (m - 1.0f) / (m + 1.0f), z = s * s;
    const float series = 1.0f + z * (1.0f / 3 + z * (1.0f / 5 + z * (1.0f / 7 + z * (1.0f / 9))));
    return 2.0f * s * series + (float)exponent * 0.693147181f;
}

enum { keys_in_stretch = 256 };

INLINE double entropy_of(const float *row, int64_t keys) {
    double sum = 0;
    for (int64_t first = 0; first < keys; first += keys_in_stretch) {
        const int64_t count = keys - first < keys_in_stretch ? keys - first : keys_in_stretch;
        float part = 0;
        {
#pragma clang fp reassociate(on) contract(fast)
            for (int64_t key = 0; key < count; key++) {
                const float p = row[first + key];
                // p ln p is nothing for what is no normal number, zero included.
                part += p * natural_logarithm(p > 1.1754944e-38f ? p : 1.1754944e-38f);
            }
        }
        sum -= (double)part;
    }
    return sum;
}

/// One row of the grid: of what lies `distances` away, p · distance and p.
INLINE void add_grid_row(const float *row, const float *distances, int64_t columns, double *moment, double *mass) {
    for (int64_t first = 0; first < columns; first += keys_in_stretch) {
        const int64_t count = columns - first < keys_in_stretch ? columns - first : keys_in_stretch;
        float moments = 0, masses = 0;
        {
#pragma clang fp reassociate(on) contract(fast)
            for (int64_t column = 0; column < count; column++) {
                moments += row[first + column] * distances[first + column];
                masses += row[first + column];
            }
        }
        *moment += (double)moments;
        *mass += (double)masses;
    }
}

typedef struct {
    const patchlens_attention_rows *attention;
    const float *distances;
    int renormalized;
    float *results;
} statistics_run;

/// One row of one head.
INLINE void measure_entropy(const statistics_run *run, int64_t task) {
    const patchlens_attention_rows *a = run->attention;
    run->results[task] = (float)entropy_of(a->probabilities + task * a->keys, a->keys);
}

INLINE void measure_distance(const statistics_run *run, int64_t task) {
    const patchlens_attention_rows *a = run->attention;
    const int64_t patch = a->first_patch + task % a->rows;
    const int64_t query_row = patch / a->grid_columns, query_column = patch % a->grid_columns;
    const float *row = a->probabilities + task * a->keys + a->prefix;
    double moment = 0, mass = 0;
    for (int64_t y = 0; y < a->grid_rows; y++) {
        const int64_t away = y < query_row ? query_row - y : y - query_row;
        const float *distances = run->distances + away * (2 * a->grid_columns - 1) + a->grid_columns - 1 - query_column;
        add_grid_row(row + y * a->grid_columns, distances, a->grid_columns, &moment, &mass);
    }
    run->results[task] = (float)(!run->renormalized ? moment : mass > 0 ? moment / mass : 0);
}

typedef void (*measurement)(void *context, int64_t task);

static void entropy_baseline(void *run, int64_t task) { measure_entropy(run, task); }
static void distance_baseline(void *run, int64_t task) { measure_distance(run, task); }

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")))
AVX2 static void entropy_avx2(void *run, int64_t task) { measure_entropy(run, task); }
AVX2 static void distance_avx2(void *run, int64_t task) { measure_distance(run, task); }
AVX512 static void entropy_avx512(void *run, int64_t task) { measure_entropy(run, task); }
AVX512 static void distance_avx512(void *run, int64_t task) { measure_distance(run, task); }
static const measurement entropies[] = {entropy_baseline, entropy_avx2, entropy_avx512};
static const measurement distances_of[] = {distance_baseline, distance_avx2, distance_avx512};
#else
static const measurement entropies[] = {entropy_baseline};
static const measurement distances_of[] = {distance_baseline};
#endif

static void run_entropies(patchlens_level level, const patchlens_attention_rows *attention, float *results,
                          int threads) {
    statistics_run run = {attention, NULL, 0, results};
    patchlens_parallel(attention->heads * attention->rows, threads, entropies[level], &run);
}

static void run_distances(patchlens_level level, const patchlens_attention_rows *attention, const float *distances,
                          int renormalized, float *results, int threads) {
    statistics_run run = {attention, distances, renormalized, results};
    patchlens_parallel(attention->heads * attention->rows, threads, distances_of[level], &run);
}

void patchlens_attention_entropies(const patchlens_attention_rows *attention, float *results, int threads) {
    run_entropies(patchlens_allowed_level(), attention, results, threads);
}

void patchlens_attention_distances(const patchlens_attention_rows *attention, const float *distances, int renormalized,
                                   float *means, int threads) {
    run_distances(patchlens_allowed_level(), attention, distances, renormalized, means, threads);
}

void patchlens_attention_entropies_on(int set, const patchlens_attention_rows *attention, float *results) {
    run_entropies((patchlens_level)((int)patchlens_processor_level() - set), attention, results, 1);
}

void patchlens_attention_distances_on(int set, const patchlens_attention_rows *attention, const float *distances,
                                      int renormalized, float *means) {
    run_distances((patchlens_level)((int)patchlens_processor_level() - set), attention, distances, renormalized, means, 1);
}

void patchlens_attention_entropies_plain(const patchlens_attention_rows *a, float *results) {
    for (int64_t row = 0; row < a->heads * a->rows; row++) {
        double sum = 0;
        for (int64_t key = 0; key < a->keys; key++) {
            const double p = (double)a->probabilities[row * a->keys + key];
            if (p > 0) sum -= p * log(p);
        }
        results[row] = (float)sum;
    }
}

void patchlens_attention_distances_plain(const patchlens_attention_rows *a, const float *distances, int renormalized,
                                         float *means) {
    for (int64_t row = 0; row < a->heads * a->rows; row++) {
        const int64_t query = a->first_patch + row % a->rows, columns = a->grid_columns;
        double moment = 0, mass = 0;
        for (int64_t patch = 0; patch < a->grid_rows * columns; patch++) {
            const double p = (double)a->probabilities[row * a->keys + a->prefix + patch];
            const int64_t down = llabs(patch / columns - query / columns), right = patch % columns - query % columns;
            moment += p * (double)distances[down * (2 * columns - 1) + right + columns - 1];
            mass += p;
        }
        means[row] = (float)(!renormalized ? moment : mass > 0 ? moment / mass : 0);
    }
}
