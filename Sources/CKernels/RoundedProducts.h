#ifndef PATCHLENS_ROUNDED_PRODUCTS_H
#define PATCHLENS_ROUNDED_PRODUCTS_H

#include <cstdint>

// Products of bfloat16 and 8-bit factors in panels, for processors that multiply them: AVX-512 with BF16 and VNNI.
// Elsewhere nothing else here may be called.

bool has_rounded_products();

/// Outputs in a panel.
constexpr int64_t rounded_panel_width = 48;

/// Steps of 32 bits in a row: pairs of bfloat16, fours of integers. What the last one lacks is zero.
constexpr int64_t bfloat16_steps(int64_t inputs) { return (inputs + 1) / 2; }
constexpr int64_t int8_steps(int64_t inputs) { return (inputs + 3) / 4; }

/// Rows (rows, inputs) to the nearest bfloat16, ties to even, with GELU first if asked for.
void round_to_bfloat16(const float *values, int64_t rows, int64_t inputs, bool activated, uint32_t *steps);

void multiply_bfloat16(const uint32_t *rows, int64_t row_count, int64_t inputs, const uint32_t *panels,
                       const float *bias, int64_t outputs, bool add, float *output);

/// The same by Strassen's algorithm, for inputs that four divides and outputs that two does: the rows' sums, seven
/// times (pairs of rows, inputs / 4) steps, and the product. `zeros` and `sums` as for `HotKernels`.
void prepare_bfloat16_strassen(const float *values, int64_t rows, int64_t inputs, bool activated, const float *zeros,
                               uint32_t *operands);
void multiply_bfloat16_strassen(const uint32_t *operands, int64_t rows, int64_t inputs, const uint32_t *panels,
                                const float *bias, int64_t outputs, bool add, float *sums, float *output);

/// Each row by its own scale to −127 … 127: values ≈ integers · scale.
void quantize(const float *values, int64_t rows, int64_t inputs, uint32_t *steps, float *scales);

/// The same with 128 added to every integer, as the product wants its rows, and with GELU first if asked for; then
/// `activations` holds a row.
void quantize_rows(const float *values, int64_t rows, int64_t inputs, bool activated, float *activations,
                   uint32_t *steps, float *scales);

/// output = or += (integers · panels) · row's scale · output's scale + bias. The 128 of every row's integers are taken
/// off again by `offsets`: for each output the sum of its weights' integers, times 128.
void multiply_int8(const uint32_t *rows, const float *row_scales, int64_t row_count, int64_t inputs,
                   const uint32_t *panels, const float *output_scales, const int32_t *offsets, const float *bias,
                   int64_t outputs, bool add, float *output);

#endif
