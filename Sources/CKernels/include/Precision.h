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
} patchlens_precision;

#endif
