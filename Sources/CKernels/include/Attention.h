#ifndef PATCHLENS_ATTENTION_H
#define PATCHLENS_ATTENTION_H

#include "Precision.h"

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Multi-head attention of some Queries to all Keys: softmax(scale · Q Kᵀ + bias) V, head by head.
///
/// Q, K and V are views of row-major memory, a token a row, the heads side by side in a row: head h is the columns
/// h·dimension to (h+1)·dimension. Strides count floats from one token to the next.
typedef struct {
    const float *queries, *keys;
    /// NULL when only probabilities are wanted.
    const float *values;
    int64_t query_stride, key_stride, value_stride;
    int64_t query_count, key_count, head_count, head_dimension;
    float scale;
    /// NULL, or (query_count, key_count) for each head, `bias_head_stride` floats from head to head: 0 where all heads
    /// have the same. −∞ hides a Key from a Query, with a probability of exactly 0; one Key of each Query is not
    /// hidden.
    const float *bias;
    int64_t bias_head_stride;
    /// Anything but float32 rounds Q, K, V and the probabilities to bfloat16 in the two products, where the processor
    /// has the instructions and the dimension is even.
    patchlens_precision precision;
    /// (query_count, head_count · head_dimension); written when there are values.
    float *output;
    int64_t output_stride;
    /// The Queries whose probabilities are kept, ascending and each once, and the heads, likewise.
    const int64_t *recorded_queries, *recorded_heads;
    int64_t recorded_query_count, recorded_head_count;
    /// (recorded heads, recorded queries, key_count); written when there are any.
    float *probabilities;
    /// (head_count, query_count): the logarithm to base 2 of Σ_key exp(scale · Q·K + bias), by which a probability can
    /// be made of a score again. Written unless NULL.
    float *log_sums;
} patchlens_attention;

/// In tiles of Queries against all Keys: memory for one tile of scores a thread, whatever the number of tokens.
/// The result does not depend on the number of threads. Nonzero when that memory is not to be had.
int patchlens_attention_run(const patchlens_attention *attention, int threads);

/// result[key] = result[key] + Σ_query weights[query] · p̄(query, key), p̄ the mean of the heads' probabilities: a row
/// vector times the attention. `log_sums` is read, as `patchlens_attention_run` wrote it for the same Queries and Keys;
/// Values and everything that is recorded are not looked at. Weights are not negative.
/// The result does not depend on the number of threads. Nonzero when memory is short.
int patchlens_attention_propagate(const patchlens_attention *attention, const double *weights, double *result,
                                  int threads);

/// What `patchlens_attention_run` is tested against: one Query after the other, summed in double.
void patchlens_attention_plain(const patchlens_attention *attention);
/// The same for `patchlens_attention_propagate`; it needs no `log_sums`.
void patchlens_attention_propagate_plain(const patchlens_attention *attention, const double *weights, double *result);

#ifdef __cplusplus
}
#endif

#endif
