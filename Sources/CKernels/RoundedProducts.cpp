#include "RoundedProducts.h"

#include "HotKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include <cmath>
#include <cstring>

#define PATCHLENS_LANES 16
#define PATCHLENS_ROWS 8
#define PATCHLENS_VECTORS 3

#pragma clang attribute push(                                                                                       \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512bf16,avx512vnni,avx2,fma"))),                   \
    apply_to = function)

namespace {

#include "Lanes.inc"
#include "RoughPower.inc"
#include "OuterProduct.inc"
#include "PanelProduct.inc"
#include "StrassenProduct.inc"

static_assert(panel_width == rounded_panel_width, "panels are packed as wide as they are read");

struct BFloat16Steps {
    typedef lanes Sum;
    static inline __m512i load_panel(const step *from) { return _mm512_loadu_si512(from); }
    static inline lanes add_product(lanes sum, __m512i panel, step row) {
        return __builtin_bit_cast(lanes, _mm512_dpbf16_ps(__builtin_bit_cast(__m512, sum), (__m512bh)panel,
                                                          (__m512bh)_mm512_set1_epi32(static_cast<int>(row))));
    }
};

/// The instruction takes one factor without a sign: the rows, to which 128 was added.
struct Int8Steps {
    typedef integer_lanes Sum;
    static inline __m512i load_panel(const step *from) { return _mm512_loadu_si512(from); }
    static inline integer_lanes add_product(integer_lanes sum, __m512i panel, step row) {
        return __builtin_bit_cast(integer_lanes,
                                  _mm512_dpbusd_epi32(__builtin_bit_cast(__m512i, sum),
                                                      _mm512_set1_epi32(static_cast<int>(row)), panel));
    }
};

/// Exact sums of integers become outputs by both scales.
struct ScaledColumns {
    const float *row_scales, *output_scales;
    const int32_t *offsets;
    OutputColumns outputs;

    template <int R, int V>
    inline __attribute__((always_inline)) void begin(integer_lanes (&tile)[R][V], int64_t) const {
        clear(tile);
    }

    template <int R, int V>
    inline __attribute__((always_inline)) void take(const integer_lanes (&tile)[R][V], int64_t row) const {
        lanes scaled[R][V];
        PATCHLENS_UNROLL for (int v = 0; v < V; v++) {
            int64_t first = v * lane_count, left = outputs.columns - first;
            lanes scale = load_columns(output_scales + first, left);
            integer_lanes offset = __builtin_bit_cast(
                integer_lanes, load_columns(reinterpret_cast<const float *>(offsets) + first, left));
            PATCHLENS_UNROLL for (int r = 0; r < R; r++)
                scaled[r][v] = __builtin_convertvector(tile[r][v] - offset, lanes) * (scale * row_scales[row + r]);
        }
        outputs.take(scaled, row);
    }
};

/// As `gelu_of` in RowKernels.inc, for results that are rounded to 8 bits of mantissa or fewer: within 2e-5.
inline lanes rough_gelu(lanes x) {
    lanes magnitude = __builtin_elementwise_abs(x);
    lanes exponent = (lanes)-4.73309396e-4f;
    exponent = exponent * magnitude + 7.08455825e-3f;
    exponent = exponent * magnitude + -5.1827386e-2f;
    exponent = exponent * magnitude + -4.59992439e-1f;
    exponent = exponent * magnitude + -1.15078783f;
    exponent = exponent * magnitude + -1.00003767f;
    return larger((lanes)0.0f, x) - magnitude * rough_power_of_two(exponent);
}

template <bool activated>
inline __m256i bfloat16_of(lanes value) {
    if (activated) value = rough_gelu(value);
    return (__m256i)_mm512_cvtneps_pbh(__builtin_bit_cast(__m512, value));
}

template <bool activated>
inline void round_row(const float *row, int64_t inputs, uint16_t *to) {
    int64_t i = 0;
    for (; i + lane_count <= inputs; i += lane_count)
        _mm256_storeu_si256(reinterpret_cast<__m256i *>(to + i), bfloat16_of<activated>(load(row + i)));
    if (i == inputs) return;
    __m256i rest = bfloat16_of<activated>(load_first(row + i, inputs - i));
    memcpy(to + i, &rest, static_cast<size_t>(inputs - i) * sizeof(uint16_t));
}

/// What becomes of Strassen's sums of rows: they are rounded.
struct BFloat16Sums {
    uint16_t *operands;
    int64_t operand_size, count;

    inline void operator()(int product, lanes value) const {
        __m256i rounded = bfloat16_of<false>(value);
        uint16_t *to = operands + product * operand_size;
        if (count >= lane_count)
            _mm256_storeu_si256(reinterpret_cast<__m256i *>(to), rounded);
        else
            memcpy(to, &rounded, static_cast<size_t>(count) * sizeof(uint16_t));
    }
};

template <bool activated>
inline void round_pair(const float *even, const float *odd, int64_t half, BFloat16Sums sums) {
    for (int64_t i = 0; i < half; i += lane_count) {
        sums.count = half - i;
        StrassenElements a = StrassenElements::load_pair(even + i, odd + i, half, sums.count);
        if (activated) a = {rough_gelu(a.a11), rough_gelu(a.a12), rough_gelu(a.a21), rough_gelu(a.a22)};
        a.write_sums(sums);
        sums.operands += lane_count;
    }
}

/// Not a number if one of the values is none: a comparison passes over it, the difference of a value from itself (zero
/// for numbers) does not.
inline float largest_magnitude(const float *values, int64_t count) {
    lanes largest = (lanes)0.0f, broken = (lanes)0.0f;
    int64_t i = 0;
    for (; i + lane_count <= count; i += lane_count) {
        lanes value = load(values + i);
        largest = larger(largest, __builtin_elementwise_abs(value));
        broken += value - value;
    }
    if (i < count) {
        lanes value = load_first(values + i, count - i);
        largest = larger(largest, __builtin_elementwise_abs(value));
        broken += value - value;
    }
    return _mm512_reduce_max_ps(__builtin_bit_cast(__m512, largest)) + sum_of(broken);
}

template <int zero>
inline __m128i integers_of(lanes value, __m512 factor) {
    __m512i integers = _mm512_cvtps_epi32(_mm512_mul_ps(__builtin_bit_cast(__m512, value), factor));
    return _mm512_cvtepi32_epi8(_mm512_add_epi32(integers, _mm512_set1_epi32(zero)));
}

/// The row's integers, `zero` being what 0 becomes, and its scale.
template <int zero>
inline float quantize_row(const float *row, int64_t inputs, uint8_t *to) {
    float largest = largest_magnitude(row, inputs);
    __m512 factor = _mm512_set1_ps(largest > 0 && largest < INFINITY ? 127.0f / largest : 0.0f);
    int64_t i = 0;
    for (; i + lane_count <= inputs; i += lane_count)
        _mm_storeu_si128(reinterpret_cast<__m128i *>(to + i), integers_of<zero>(load(row + i), factor));
    if (i < inputs) {
        __m128i rest = integers_of<zero>(load_first(row + i, inputs - i), factor);
        memcpy(to + i, &rest, static_cast<size_t>(inputs - i));
    }
    return largest / 127.0f;
}

inline void activate_row(const float *row, int64_t inputs, float *activations) {
    int64_t i = 0;
    for (; i + lane_count <= inputs; i += lane_count) store(rough_gelu(load(row + i)), activations + i);
    if (i < inputs) store_first(rough_gelu(load_first(row + i, inputs - i)), activations + i, inputs - i);
}

inline void pad(uint32_t *steps, int64_t rows, int64_t row_steps, int64_t bytes) {
    if (bytes == row_steps * static_cast<int64_t>(sizeof(uint32_t))) return;
    for (int64_t row = 0; row < rows; row++) steps[(row + 1) * row_steps - 1] = 0;
}

}  // namespace

void round_to_bfloat16(const float *values, int64_t rows, int64_t inputs, bool activated, uint32_t *steps) {
    int64_t row_steps = bfloat16_steps(inputs);
    pad(steps, rows, row_steps, inputs * 2);
    for (int64_t row = 0; row < rows; row++) {
        auto *to = reinterpret_cast<uint16_t *>(steps + row * row_steps);
        if (activated)
            round_row<true>(values + row * inputs, inputs, to);
        else
            round_row<false>(values + row * inputs, inputs, to);
    }
}

void prepare_bfloat16_strassen(const float *values, int64_t rows, int64_t inputs, bool activated, const float *zeros,
                               uint32_t *operands) {
    int64_t pairs = (rows + 1) / 2, half = inputs / 2;
    for (int64_t pair = 0; pair < pairs; pair++) {
        const float *even = values + 2 * pair * inputs, *odd = 2 * pair + 1 < rows ? even + inputs : zeros;
        BFloat16Sums sums{reinterpret_cast<uint16_t *>(operands) + pair * half, pairs * half, 0};
        if (activated)
            round_pair<true>(even, odd, half, sums);
        else
            round_pair<false>(even, odd, half, sums);
    }
}

void multiply_bfloat16_strassen(const uint32_t *operands, int64_t rows, int64_t inputs, const uint32_t *panels,
                                const float *bias, int64_t outputs, bool add, float *sums, float *output) {
    multiply_strassen_panels<BFloat16Steps>(operands, rows, bfloat16_steps(inputs / 2), panels, bias, outputs, add,
                                              sums, output);
}

void quantize(const float *values, int64_t rows, int64_t inputs, uint32_t *steps, float *scales) {
    int64_t row_steps = int8_steps(inputs);
    pad(steps, rows, row_steps, inputs);
    for (int64_t row = 0; row < rows; row++)
        scales[row] =
            quantize_row<0>(values + row * inputs, inputs, reinterpret_cast<uint8_t *>(steps + row * row_steps));
}

void quantize_rows(const float *values, int64_t rows, int64_t inputs, bool activated, float *activations,
                   uint32_t *steps, float *scales) {
    int64_t row_steps = int8_steps(inputs);
    pad(steps, rows, row_steps, inputs);
    for (int64_t row = 0; row < rows; row++) {
        const float *from = values + row * inputs;
        if (activated) activate_row(from, inputs, activations);
        scales[row] = quantize_row<128>(activated ? activations : from, inputs,
                                        reinterpret_cast<uint8_t *>(steps + row * row_steps));
    }
}

void multiply_bfloat16(const uint32_t *rows, int64_t row_count, int64_t inputs, const uint32_t *panels,
                       const float *bias, int64_t outputs, bool add, float *output) {
    int64_t steps = bfloat16_steps(inputs);
    for (int64_t column = 0; column < outputs; column += panel_width) {
        int64_t columns = outputs - column < panel_width ? outputs - column : panel_width;
        const uint32_t *next = panels + vectors_of(columns) * lane_count * steps;
        OutputColumns finish{bias + column, outputs, columns, add, output + column};
        multiply_panel<BFloat16Steps>(rows, row_count, steps, panels, next, columns, finish);
        panels = next;
    }
}

void multiply_int8(const uint32_t *rows, const float *row_scales, int64_t row_count, int64_t inputs,
                   const uint32_t *panels, const float *output_scales, const int32_t *offsets, const float *bias,
                   int64_t outputs, bool add, float *output) {
    int64_t steps = int8_steps(inputs);
    for (int64_t column = 0; column < outputs; column += panel_width) {
        int64_t columns = outputs - column < panel_width ? outputs - column : panel_width;
        const uint32_t *next = panels + vectors_of(columns) * lane_count * steps;
        ScaledColumns finish{
            row_scales, output_scales + column, offsets + column, {bias + column, outputs, columns, add, output + column}};
        multiply_panel<Int8Steps>(rows, row_count, steps, panels, next, columns, finish);
        panels = next;
    }
}

#pragma clang attribute pop

// No processor has BF16 without VNNI, so that one question would do; the code above uses both.
bool has_rounded_products() {
    return hot_kernels().lanes == 16 && __builtin_cpu_supports("avx512bf16") && __builtin_cpu_supports("avx512vnni");
}

#else

#include <cstdlib>

bool has_rounded_products() { return false; }
void round_to_bfloat16(const float *, int64_t, int64_t, bool, uint32_t *) { abort(); }
void quantize(const float *, int64_t, int64_t, uint32_t *, float *) { abort(); }
void quantize_rows(const float *, int64_t, int64_t, bool, float *, uint32_t *, float *) { abort(); }
void multiply_bfloat16(const uint32_t *, int64_t, int64_t, const uint32_t *, const float *, int64_t, bool, float *) {
    abort();
}
void prepare_bfloat16_strassen(const float *, int64_t, int64_t, bool, const float *, uint32_t *) { abort(); }
void multiply_bfloat16_strassen(const uint32_t *, int64_t, int64_t, const uint32_t *, const float *, int64_t, bool,
                                float *, float *) {
    abort();
}
void multiply_int8(const uint32_t *, const float *, int64_t, int64_t, const uint32_t *, const float *, const int32_t *,
                   const float *, int64_t, bool, float *) {
    abort();
}

#endif
