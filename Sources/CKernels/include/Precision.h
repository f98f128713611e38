#ifndef PATCHLENS_PRECISION_H
#define PATCHLENS_PRECISION_H

/// What the factors of a matrix product are rounded to. Sums, and everything outside products, are float32.
typedef enum {
    /// Nothing is rounded.
    patchlens_float32 = 0,
    /// Both factors to bfloat16, 8 bits of mantissa.
    patchlens_bfloat16 = 1,
    /// Both factors to 8-bit integers: weights by a scale for each output, inputs by one for each row.
    patchlens_int8 = 2,
    /// As bfloat16, but by Strassen's algorithm where the sizes suit it: then sums of two factors are rounded instead
    /// of factors. An eighth fewer multiplications, and about twice the error.
    patchlens_bfloat16_sums = 3,
} patchlens_precision;

#endif
