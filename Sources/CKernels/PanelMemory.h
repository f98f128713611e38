#ifndef PATCHLENS_PANEL_MEMORY_H
#define PATCHLENS_PANEL_MEMORY_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

/// Memory for packed weights, on the boundary of a line of the cache; its pages come with the first writing.
class PanelMemory {
  public:
    /// Throws std::bad_alloc.
    explicit PanelMemory(int64_t steps)
        : steps_(new (std::align_val_t(line)) uint32_t[static_cast<std::size_t>(steps)]) {}

    uint32_t *steps() const { return steps_.get(); }
    float *floats() const { return reinterpret_cast<float *>(steps_.get()); }

  private:
    static constexpr std::size_t line = 64;

    struct Delete {
        void operator()(uint32_t *steps) const { operator delete[](steps, std::align_val_t(line)); }
    };
    std::unique_ptr<uint32_t[], Delete> steps_;
};

#endif
