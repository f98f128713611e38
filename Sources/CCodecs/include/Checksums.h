#ifndef PATCHLENS_CHECKSUMS_H
#define PATCHLENS_CHECKSUMS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Adler-32 (RFC 1950) of what `adler` is the checksum of, followed by `count` bytes; of nothing it is 1.
uint32_t patchlens_adler32(uint32_t adler, const uint8_t *bytes, size_t count);

/// CRC-32 (RFC 2083, appendix 15) of what `crc` is the checksum of, followed by `count` bytes; of nothing it is 0.
uint32_t patchlens_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

/// What they are tested against: zlib's.
uint32_t patchlens_adler32_plain(uint32_t adler, const uint8_t *bytes, size_t count);
uint32_t patchlens_crc32_plain(uint32_t crc, const uint8_t *bytes, size_t count);

#ifdef __cplusplus
}
#endif

#endif
