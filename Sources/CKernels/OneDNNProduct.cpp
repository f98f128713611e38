#if defined(PATCHLENS_ONEDNN)

#include "OneDNNProduct.h"

#include "Scratch.h"

#include <atomic>
#include <cstring>
#include <dlfcn.h>

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

memory::desc matrix(int64_t rows, int64_t columns, memory::data_type type,
                    memory::format_tag tag = memory::format_tag::ab) {
    return memory::desc({rows, columns}, type, tag);
}

}  // namespace

OneDNNProduct::OneDNNProduct(Types types, const void *weight, const float *bias, int64_t outputs, int64_t inputs)
    : types_(types), outputs_(outputs), inputs_(inputs) {
    SequentialSection sequential;
    if (bias) {
        bias_ = memory(matrix(1, outputs, Type::f32), processor());
        memcpy(bias_.get_data_handle(), bias, static_cast<size_t>(outputs) * sizeof(float));
    }
    // The layout that suits a tile of usual height is then kept for every height.
    constexpr int64_t usual_rows = 40;
    auto any = matrix(inputs, outputs, types.weight, memory::format_tag::any);
    packed_ = memory(description(usual_rows, any, false).weights_desc(), processor());
    memory given(matrix(inputs, outputs, types.weight, memory::format_tag::ba), processor(),
                 const_cast<void *>(weight));
    dnnl::stream stream(processor());
    dnnl::reorder(given, packed_).execute(stream, given, packed_);
    stream.wait();
}

dnnl::matmul::primitive_desc OneDNNProduct::description(int64_t rows, const memory::desc &weight, bool add) const {
    memory::desc bias = bias_ ? bias_.get_desc() : memory::desc();
    return onednn_shim::matrix_product(processor(), matrix(rows, inputs_, types_.input), weight, bias,
                                       matrix(rows, outputs_, types_.output), add);
}

/// Made on first use for each height of tile; a map's elements stay where they are.
const OneDNNProduct::Product &OneDNNProduct::product_for(int64_t rows, bool add) const {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = products_.find({rows, add});
    if (found != products_.end()) return found->second;
    static std::atomic<uint64_t> products_made{0};
    auto made = description(rows, packed_.get_desc(), add);
    Product product{products_made++, dnnl::matmul(made), made.scratchpad_desc()};
    return products_.emplace(std::pair(rows, add), std::move(product)).first->second;
}

/// What a thread keeps of layers that are gone stays until the thread ends: some hundred bytes each.
OneDNNProduct::Arguments &OneDNNProduct::arguments_for(const Product &product, int64_t rows) const {
    thread_local std::unordered_map<uint64_t, Arguments> kept;
    auto found = kept.find(product.identity);
    if (found != kept.end()) return found->second;
    Arguments made{memory(matrix(rows, inputs_, types_.input), processor(), nullptr),
                   memory(matrix(rows, outputs_, types_.output), processor(), nullptr),
                   memory(product.scratchpad, processor(), nullptr),
                   {}};
    made.all = {{DNNL_ARG_SRC, made.input},
                {DNNL_ARG_WEIGHTS, packed_},
                {DNNL_ARG_DST, made.output},
                {DNNL_ARG_SCRATCHPAD, made.scratchpad}};
    if (bias_) made.all.emplace(DNNL_ARG_BIAS, bias_);
    return kept.emplace(product.identity, std::move(made)).first->second;
}

void OneDNNProduct::multiply(const void *input, int64_t rows, bool add, void *output) const {
    SequentialSection sequential;
    const Product &product = product_for(rows, add);
    Arguments &arguments = arguments_for(product, rows);
    int64_t scratch_bytes = static_cast<int64_t>(product.scratchpad.get_size());
    arguments.input.set_data_handle(const_cast<void *>(input));
    arguments.output.set_data_handle(output);
    arguments.scratchpad.set_data_handle(scratch_memory(ScratchPurpose::library, scratch_bytes + 64));
    thread_local dnnl::stream stream(processor());
    product.primitive.execute(stream, arguments.all);
    stream.wait();
}

#endif
