// Matrix products by oneDNN, a tile of rows at a time on the calling thread. The tiles are shared out by our own pool
// (RowTiles.h), so oneDNN must not start threads of its own: measured on two cores, tiles of 24 rows and more run at the
// same 110 GFLOP/s a core as the whole product under oneDNN's OpenMP.

#if defined(PATCHLENS_ONEDNN)

#include "MatrixProduct.h"
#include "OneDNNShim.h"
#include "Scratch.h"

#include <cstring>
#include <dlfcn.h>
#include <map>
#include <mutex>
#include <utility>

namespace {

using dnnl::memory;

/// oneDNN asks OpenMP how many threads to use, and OpenMP answers for each calling thread. While one of these lives
/// the answer is one. Where oneDNN was built without OpenMP there is nothing to ask.
class SequentialSection {
  public:
    SequentialSection() {
        if (!threads || !set_threads) return;
        before_ = threads();
        if (before_ != 1) set_threads(1);
    }
    ~SequentialSection() {
        if (before_ > 1) set_threads(before_);
    }

  private:
    static inline int (*threads)() = reinterpret_cast<int (*)()>(dlsym(RTLD_DEFAULT, "omp_get_max_threads"));
    static inline void (*set_threads)(int) =
        reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
    int before_ = 1;
};

const dnnl::engine &processor() {
    static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
    return engine;
}

memory::desc matrix(int64_t rows, int64_t columns, memory::format_tag tag = memory::format_tag::ab) {
    return memory::desc({rows, columns}, memory::data_type::f32, tag);
}

class OneDNNProduct final : public MatrixProduct {
  public:
    OneDNNProduct(const float *weight, const float *bias, int64_t outputs, int64_t inputs)
        : outputs_(outputs), inputs_(inputs), bias_(matrix(1, outputs), processor()) {
        SequentialSection sequential;
        float *bias_values = static_cast<float *>(bias_.get_data_handle());
        if (bias)
            memcpy(bias_values, bias, static_cast<size_t>(outputs) * sizeof(float));
        else
            memset(bias_values, 0, static_cast<size_t>(outputs) * sizeof(float));
        // The layout that suits a tile of usual height is then kept for every height.
        constexpr int64_t usual_rows = 40;
        auto chosen = onednn_shim::matrix_product(processor(), matrix(usual_rows, inputs),
                                                  matrix(inputs, outputs, memory::format_tag::any), bias_.get_desc(),
                                                  matrix(usual_rows, outputs), false);
        packed_ = memory(chosen.weights_desc(), processor());
        memory given(matrix(inputs, outputs, memory::format_tag::ba), processor(), const_cast<float *>(weight));
        dnnl::stream stream(processor());
        dnnl::reorder(given, packed_).execute(stream, given, packed_);
        stream.wait();
    }

    bool multiply(const float *input, int64_t rows, bool add, float *output) const override {
        SequentialSection sequential;
        try {
            const Product &product = product_for(rows, add);
            int64_t floats = (product.scratchpad_bytes + 3) / 4;
            memory from(matrix(rows, inputs_), processor(), const_cast<float *>(input));
            memory to(matrix(rows, outputs_), processor(), output);
            memory scratchpad(product.scratchpad, processor(), scratch_memory(floats + 16));
            thread_local dnnl::stream stream(processor());
            product.primitive.execute(stream, {{DNNL_ARG_SRC, from},
                                               {DNNL_ARG_WEIGHTS, packed_},
                                               {DNNL_ARG_BIAS, bias_},
                                               {DNNL_ARG_DST, to},
                                               {DNNL_ARG_SCRATCHPAD, scratchpad}});
            stream.wait();
            return true;
        } catch (const dnnl::error &) {
            return false;
        }
    }

  private:
    struct Product {
        dnnl::matmul primitive;
        memory::desc scratchpad;
        int64_t scratchpad_bytes;
    };

    /// Made on first use for each height of tile; a map's elements stay where they are.
    const Product &product_for(int64_t rows, bool add) const {
        std::lock_guard<std::mutex> lock(mutex_);
        auto found = products_.find({rows, add});
        if (found != products_.end()) return found->second;
        auto description = onednn_shim::matrix_product(processor(), matrix(rows, inputs_), packed_.get_desc(),
                                                       bias_.get_desc(), matrix(rows, outputs_), add);
        memory::desc scratchpad = description.scratchpad_desc();
        Product product{dnnl::matmul(description), scratchpad, static_cast<int64_t>(scratchpad.get_size())};
        return products_.emplace(std::pair(rows, add), std::move(product)).first->second;
    }

    int64_t outputs_, inputs_;
    memory bias_, packed_;
    mutable std::mutex mutex_;
    mutable std::map<std::pair<int64_t, bool>, Product> products_;
};

}  // namespace

std::unique_ptr<MatrixProduct> MatrixProduct::pack(const float *weight, const float *bias, int64_t outputs,
                                                   int64_t inputs) {
    return std::make_unique<OneDNNProduct>(weight, bias, outputs, inputs);
}

const char *MatrixProduct::library_name() { return onednn_shim::name(); }

#endif
