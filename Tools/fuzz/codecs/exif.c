#include "Decoding.h"
#include "EXIF.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    const int orientation = patchlens_exif_orientation(bytes, count);
    // 0 is that of a block that cannot be read.
    require(orientation >= 0 && orientation <= 8);
    return 0;
}
