#ifndef PATCHLENS_HOT_KERNELS_H
#define PATCHLENS_HOT_KERNELS_H

#include "Activation.h"
#include "Attention.h"
#include "AttentionFactors.h"
#include "AttentionGradientTask.h"
#include "RotaryEmbedding.h"
#include "RowKernels.h"

#include <cstdint>

/// Products of half the size that make one by Strassen's algorithm, and sums that are kept between them.
constexpr int strassen_products = 7;
constexpr int strassen_sums = 4;

/// The kernels that are compiled once for each instruction set, from the same source (KernelTable.inc says how).
struct HotKernels {
    /// Floats in a vector.
    int64_t lanes;
    /// Queries `first … first + count` of one head, at most `attention_tile` of them.
    void (*attend)(const patchlens_attention &attention, const HeadFactors<float> &factors, int64_t head,
                   int64_t first, int64_t count, float *scratch);
    /// How many Queries make the widest tile, and the floats of scratch memory it needs.
    int64_t attention_tile;
    int64_t (*attention_scratch)(int64_t head_dimension);
    /// result[i] = Σ_query 2^(score + offsets[query]) for the Keys `first … first + count` of one head, at most
    /// `attention_tile` of them, scores as powers of two. Its scratch memory is that of `attend`.
    void (*propagate_scores)(const patchlens_attention &attention, const HeadRows<float> &queries,
                             const float *offsets, int64_t head, int64_t first, int64_t count, float *scratch,
                             double *result);
    /// The way back through attention: a task of it, the floats of scratch memory that takes, and the parts of ∂Q of a
    /// tile of Queries, `part_stride` floats apart, added up (AttentionGradientTile.inc).
    void (*attend_backward)(const AttentionGradientTask &task);
    int64_t (*attention_gradient_scratch)(int64_t head_dimension);
    void (*sum_query_gradients)(const patchlens_attention_gradient &gradient, int64_t head, int64_t first,
                                int64_t count, const float *parts, int64_t part_stride, int64_t part_count);
    /// ∂P of the Keys `first … first + count` of one head, at most `attention_tile` of them. Its scratch memory is
    /// that of `attend`.
    void (*probability_gradients)(const patchlens_attention &attention, const float *output_gradient, int64_t head,
                                  int64_t first, int64_t count, float *scratch, float *result);
    void (*layer_norm)(const float *input, int64_t rows, int64_t columns, const float *weight, const float *bias,
                       float epsilon, float *output);
    void (*gelu)(float *values, int64_t count);
    /// values = activation(values) · factors, or without those where they are NULL.
    void (*activate)(patchlens_activation activation, float *values, const float *factors, int64_t count);
    /// `patchlens_layer_norm_gradient` and `patchlens_activation_gradient` (RowGradients.h).
    void (*layer_norm_gradient)(const float *input, int64_t rows, int64_t columns, const float *weight, float epsilon,
                                const float *gradient, bool add, float *output);
    void (*activation_gradient)(patchlens_activation activation, const float *values, float *gradient, float *factors,
                                int64_t count);
    /// Rows `first … end` of those that have a position.
    void (*rotate)(const patchlens_rotation &rotation, int64_t first, int64_t end);
    /// output (rows, outputs) = or += input · panels + bias (PanelProduct.inc).
    void (*multiply)(const float *input, int64_t rows, int64_t inputs, const float *panels, const float *bias,
                     int64_t outputs, bool add, float *output);
    /// The same by Strassen's algorithm, in two steps (StrassenProduct.inc).
    void (*prepare_strassen)(const float *input, int64_t rows, int64_t inputs, bool activated,
                             const float *zeros, float *operands);
    void (*multiply_strassen)(const float *operands, int64_t rows, int64_t inputs, const float *panels,
                              const float *bias, int64_t outputs, bool add, float *sums, float *output);
    /// result[key] += Σ_row scales[row] · fused(row)[key] for the keys `first … end`. Rows are `keys` apart, heads
    /// `head_stride`; the mean is a sum here, its divisor is in the scales.
    void (*propagate)(const float *probabilities, int64_t heads, int64_t head_stride, int64_t rows, int64_t keys,
                      const double *scales, patchlens_fusion fusion, int64_t first, int64_t end, double *result);
    /// Columns of a packed panel of weights.
    int64_t panel_width;
};

/// The same with bfloat16 factors, for processors that multiply them (AVX-512 BF16): Keys and Values are rounded first,
/// for all tiles.
bool has_bfloat16_attention();
constexpr int64_t bfloat16_attention_tile = 48;
int64_t bfloat16_attention_scratch(int64_t head_dimension);
void attend_in_bfloat16(const patchlens_attention &attention, const HeadFactors<bfloat16_pair> &factors, int64_t head,
                        int64_t first, int64_t count, float *scratch);
/// Queries are rounded first, multiplied by the scale and log₂ e.
void propagate_in_bfloat16(const patchlens_attention &attention, const HeadRows<bfloat16_pair> &queries,
                           const float *offsets, int64_t head, int64_t first, int64_t count, float *scratch,
                           double *result);
/// Rows `first … end` of every head, each multiplied by `factor`, in pairs of channels.
void round_rows(const TokenRows &from, int64_t first, int64_t end, float factor, const PackedRows<bfloat16_pair> &to);
/// The same in pairs of rows; `first` is even.
void round_values(const TokenRows &from, int64_t first, int64_t end, const PackedRows<bfloat16_pair> &to);

/// Those of the allowed level (InstructionLevel.h): the best set this processor has, unless less was asked for.
const HotKernels &hot_kernels();
/// One of those it has, counted from the best.
const HotKernels &kernels_of_set(int set);

extern const HotKernels baseline_kernels;
#if defined(__x86_64__)
extern const HotKernels avx2_kernels;
extern const HotKernels avx512_kernels;
#endif

#endif
