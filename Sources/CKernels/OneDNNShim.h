#ifndef PATCHLENS_ONEDNN_SHIM_H
#define PATCHLENS_ONEDNN_SHIM_H

// oneDNN 2 describes an operation first and makes a primitive descriptor of the description; oneDNN 3 does it in one
// step, and names its scratchpad differently. This is the only file that knows.

#include <dnnl.hpp>

#include <cstdio>

namespace onednn_shim {

/// How a product uses its destination: overwritten, or added to.
inline dnnl::primitive_attr attributes(bool add) {
    dnnl::primitive_attr attributes;
    // The library's own scratchpad belongs to the thread that made the primitive; ours runs on any.
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (add) {
        dnnl::post_ops operations;
        operations.append_sum(1.0f);
        attributes.set_post_ops(operations);
    }
    return attributes;
}

inline dnnl::matmul::primitive_desc matrix_product(const dnnl::engine &engine, const dnnl::memory::desc &input,
                                                   const dnnl::memory::desc &weight, const dnnl::memory::desc &bias,
                                                   const dnnl::memory::desc &output, bool add) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl::matmul::primitive_desc(engine, input, weight, bias, output, attributes(add));
#else
    return dnnl::matmul::primitive_desc(dnnl::matmul::desc(input, weight, bias, output), attributes(add), engine);
#endif
}

/// "oneDNN 2.6.3": the version that is loaded, not the one compiled against.
inline const char *name() {
    static char text[32];
    static bool written = [] {
        const dnnl_version_t *version = dnnl_version();
        snprintf(text, sizeof text, "oneDNN %d.%d.%d", version->major, version->minor, version->patch);
        return true;
    }();
    (void)written;
    return text;
}

}  // namespace onednn_shim

#endif
