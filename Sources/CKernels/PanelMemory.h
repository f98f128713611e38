#ifndef PATCHLENS_PANEL_MEMORY_H
#define PATCHLENS_PANEL_MEMORY_H

#include <cstdint>
#include <memory>

/// Memory for packed weights, on the boundary of a line of the cache.
///
/// Matrices are placed side by side in pieces of many megabytes, which the system is asked to serve in huge pages.
/// Weights are read from end to end for every few rows: with pages of 4 KiB, products lose two to three hundredths of
/// their speed to looking up addresses, and packing a model takes 70 ms longer. A piece goes when the last matrix in it
/// does.
class PanelMemory {
  public:
    /// Throws std::bad_alloc.
    explicit PanelMemory(int64_t steps);

    uint32_t *steps() const { return steps_; }
    float *floats() const { return reinterpret_cast<float *>(steps_); }

  private:
    std::shared_ptr<void> piece_;
    uint32_t *steps_;
};

#endif
