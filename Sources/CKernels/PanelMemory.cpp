#include "PanelMemory.h"

#include <cstddef>
#include <cstdlib>
#include <mutex>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace {

constexpr std::size_t line = 64, huge_page = std::size_t(2) << 20, usual_piece = 16 * huge_page;

constexpr std::size_t rounded(std::size_t bytes, std::size_t unit) { return (bytes + unit - 1) / unit * unit; }

std::shared_ptr<void> new_piece(std::size_t bytes) {
    void *memory = aligned_alloc(huge_page, bytes);
    if (!memory) throw std::bad_alloc();
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    // A wish: where the system does not grant it, pages are small.
    madvise(memory, bytes, MADV_HUGEPAGE);
#endif
    return {memory, free};
}

/// The piece that is being filled. It is kept alive by the matrices in it alone.
struct Filling {
    std::weak_ptr<void> piece;
    std::size_t used = 0, size = 0;
};

}  // namespace

PanelMemory::PanelMemory(int64_t steps) {
    static std::mutex mutex;
    static Filling filling;
    std::size_t bytes = rounded(static_cast<std::size_t>(steps) * sizeof(uint32_t), line);
    std::lock_guard<std::mutex> lock(mutex);
    piece_ = filling.piece.lock();
    if (!piece_ || filling.size - filling.used < bytes) {
        std::size_t size = bytes < usual_piece ? usual_piece : rounded(bytes, huge_page);
        piece_ = new_piece(size);
        filling = {piece_, 0, size};
    }
    steps_ = reinterpret_cast<uint32_t *>(static_cast<char *>(piece_.get()) + filling.used);
    filling.used += bytes;
}
