#ifndef PATCHLENS_PANELS_H
#define PATCHLENS_PANELS_H

#include <cstddef>
#include <cstdint>
#include <vector>

/// Weights (outputs, inputs) packed for `HotKernels::multiply`: panels of `width` outputs, in each panel the outputs of
/// one input side by side, the last panel padded with zeros.
inline std::vector<float> packed_panels(const float *weight, int64_t outputs, int64_t inputs, int64_t width) {
    std::vector<float> panels(static_cast<std::size_t>((outputs + width - 1) / width * width * inputs));
    for (int64_t output = 0; output < outputs; output++) {
        float *panel = panels.data() + output / width * width * inputs;
        for (int64_t input = 0; input < inputs; input++)
            panel[input * width + output % width] = weight[output * inputs + input];
    }
    return panels;
}

#endif
