#include "Decoding.h"
#include "EXIF.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    const int orientation = patchlens_exif_orientation(bytes, count);
    require(orientation >= 1 && orientation <= 8);
    return 0;
}
