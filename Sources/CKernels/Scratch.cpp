#include "Scratch.h"

#include <cstdlib>
#include <new>

namespace {

class ThreadScratch {
  public:
    ~ThreadScratch() { free(memory_); }

    void *at_least(int64_t bytes) {
        if (bytes <= capacity_) return memory_;
        free(memory_);
        capacity_ = 0;
        size_t rounded = (static_cast<size_t>(bytes) + 63) / 64 * 64;
        memory_ = aligned_alloc(64, rounded);
        if (!memory_) throw std::bad_alloc();
        capacity_ = bytes;
        return memory_;
    }

  private:
    void *memory_ = nullptr;
    int64_t capacity_ = 0;
};

}  // namespace

void *scratch_memory(ScratchPurpose purpose, int64_t bytes) {
    static thread_local ThreadScratch scratch[static_cast<int>(ScratchPurpose::count)];
    return scratch[static_cast<int>(purpose)].at_least(bytes);
}
