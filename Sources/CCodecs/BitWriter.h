#ifndef PATCHLENS_BIT_WRITER_H
#define PATCHLENS_BIT_WRITER_H

#include <stdint.h>
#include <string.h>

#define PATCHLENS_INLINE static inline __attribute__((always_inline))

/// Bits in the order of deflate: the first is the lowest of its byte.
typedef struct {
    /// Where the next whole byte goes. Eight bytes from here on are written over at any time.
    uint8_t *next;
    /// The bits that fill no byte yet, and zeros above them.
    uint64_t bits;
    unsigned bit_count;
} bit_writer;

/// Stores what is whole, and leaves less than 8 bits: so much that 56 can be put before the next time.
PATCHLENS_INLINE void store_bits(bit_writer *writer) {
    uint64_t bits = writer->bits;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bits = __builtin_bswap64(bits);
#endif
    memcpy(writer->next, &bits, sizeof(bits));
    writer->next += writer->bit_count >> 3;
    writer->bits >>= writer->bit_count & ~7u;
    writer->bit_count &= 7;
}

/// Adds bits without storing; those of `bits` above `count` are zero.
PATCHLENS_INLINE void put_bits(bit_writer *writer, uint64_t bits, unsigned count) {
    writer->bits |= bits << writer->bit_count;
    writer->bit_count += count;
}

/// Up to 56 bits, stored.
PATCHLENS_INLINE void write_bits(bit_writer *writer, uint64_t bits, unsigned count) {
    put_bits(writer, bits, count);
    store_bits(writer);
}

/// Zeros up to the end of the byte.
PATCHLENS_INLINE void align_to_byte(bit_writer *writer) {
    writer->bit_count = (writer->bit_count + 7) & ~7u;
    store_bits(writer);
}

#endif
