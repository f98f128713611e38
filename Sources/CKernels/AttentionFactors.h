#ifndef PATCHLENS_ATTENTION_FACTORS_H
#define PATCHLENS_ATTENTION_FACTORS_H

#include <cstdint>

/// Scores are powers of two, so that the softmax needs no further factor.
constexpr float log2_of_e = 1.44269504f;

/// Two factors of a product, the first in the lower half.
typedef uint32_t bfloat16_pair;

/// Rows of one head in elements that a kernel multiplies: float32, or pairs of bfloat16.
template <class Element>
struct HeadRows {
    const Element *rows;
    int64_t stride;

    const Element *operator[](int64_t row) const { return rows + row * stride; }
};

/// Keys and Values of one head. A pair is two channels of a Key, but one channel of two Values, which then are half as
/// many rows. There may be no Values.
template <class Element>
struct HeadFactors {
    HeadRows<Element> keys, values;
};

/// Rows of all heads in memory of their own, head by head.
template <class Element>
struct PackedRows {
    Element *memory;
    int64_t rows, elements;

    int64_t bytes(int64_t heads) const { return heads * rows * elements * static_cast<int64_t>(sizeof(Element)); }
    Element *row(int64_t head, int64_t row) const { return memory + (head * rows + row) * elements; }
    HeadRows<Element> of(int64_t head) const { return {row(head, 0), elements}; }
};

/// Rows of float32 as they lie, a token a row, the heads side by side.
struct TokenRows {
    const float *memory;
    int64_t stride, head_count, head_dimension;

    const float *row(int64_t head, int64_t row) const { return memory + row * stride + head * head_dimension; }
    HeadRows<float> of(int64_t head) const { return {memory ? row(head, 0) : nullptr, stride}; }
};

#endif
