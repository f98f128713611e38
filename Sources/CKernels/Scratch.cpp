#include "Scratch.h"

#include <cstdlib>
#include <new>

namespace {

struct ThreadScratch {
    float *memory = nullptr;
    int64_t capacity = 0;

    ~ThreadScratch() { free(memory); }

    float *at_least(int64_t floats) {
        if (floats <= capacity) return memory;
        free(memory);
        size_t bytes = (static_cast<size_t>(floats) * sizeof(float) + 63) / 64 * 64;
        memory = static_cast<float *>(aligned_alloc(64, bytes));
        if (!memory) throw std::bad_alloc();
        capacity = floats;
        return memory;
    }
};

}  // namespace

float *scratch_memory(int64_t floats) {
    static thread_local ThreadScratch scratch;
    return scratch.at_least(floats);
}
