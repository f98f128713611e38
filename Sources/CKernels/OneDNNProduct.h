#ifndef PATCHLENS_ONEDNN_PRODUCT_H
#define PATCHLENS_ONEDNN_PRODUCT_H

#if defined(PATCHLENS_ONEDNN)

#include "OneDNNShim.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

/// Weights in oneDNN's blocked layout, and the product of a tile of rows with them, on the calling thread.
///
/// The tiles are shared out by our own pool (RowTiles.h), so oneDNN must not start threads of its own.
class OneDNNProduct {
  public:
    using Type = dnnl::memory::data_type;

    struct Types {
        Type input, weight, output;
    };

    /// `weight` is (outputs, inputs) of the given type; it is copied. With no bias nothing is added to the products.
    OneDNNProduct(Types types, const void *weight, const float *bias, int64_t outputs, int64_t inputs);

    /// output = or += input · Wᵀ + b, both contiguous. Throws dnnl::error.
    void multiply(const void *input, int64_t rows, bool add, void *output) const;

    int64_t outputs() const { return outputs_; }
    int64_t inputs() const { return inputs_; }

  private:
    /// A primitive for one height of tile.
    struct Product {
        /// Different for every one that was ever made, for what threads keep of it.
        uint64_t identity;
        dnnl::matmul primitive;
        dnnl::memory::desc scratchpad;
    };

    /// A primitive's arguments, on one thread: making them takes longer than pointing them elsewhere.
    struct Arguments {
        dnnl::memory input, output, scratchpad;
        std::unordered_map<int, dnnl::memory> all;
    };

    dnnl::matmul::primitive_desc description(int64_t rows, const dnnl::memory::desc &weight, bool add) const;
    const Product &product_for(int64_t rows, bool add) const;
    Arguments &arguments_for(const Product &product, int64_t rows) const;

    Types types_;
    int64_t outputs_, inputs_;
    dnnl::memory bias_, packed_;
    mutable std::mutex mutex_;
    mutable std::map<std::pair<int64_t, bool>, Product> products_;
};

#endif

#endif
