#ifndef PATCHLENS_HUFFMAN_CODE_H
#define PATCHLENS_HUFFMAN_CODE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /// The largest alphabet of deflate: 256 literals, the end of a block, 29 classes of lengths (RFC 1951, 3.2.5).
    PATCHLENS_HUFFMAN_SYMBOLS = 286,
    /// The longest code that deflate allows.
    PATCHLENS_HUFFMAN_LONGEST = 15,
};

/// The lengths of an optimal prefix code, none of them over `longest` bits, for symbols that occur `counts` times.
///
/// Symbols that do not occur get length 0. The code is complete, as decoders demand; so that it can be, a second symbol
/// gets a code where only one occurs, and two where none does. `symbol_count` is 2 to PATCHLENS_HUFFMAN_SYMBOLS,
/// `longest` no more than PATCHLENS_HUFFMAN_LONGEST and enough for as many symbols; counts add up to less than 2^32.
void patchlens_huffman_lengths(const uint32_t *counts, int symbol_count, int longest, uint8_t *lengths);

/// The codes that go with lengths by deflate's rule (RFC 1951, 3.2.2), first bit lowest, as they are written.
void patchlens_huffman_codes(const uint8_t *lengths, int symbol_count, uint16_t *codes);

#ifdef __cplusplus
}
#endif

#endif
