#include "StageSpan.h"

std::atomic<bool> stage_clock_is_on{false};

namespace {

/// On a line of the cache each, so that threads in different stages do not take it from each other.
struct alignas(64) Sum {
    std::atomic<int64_t> nanoseconds{0};
};

Sum sums[patchlens_stage_count];

}  // namespace

void StageSpan::add(patchlens_stage stage, int64_t nanoseconds) {
    sums[stage].nanoseconds.fetch_add(nanoseconds, std::memory_order_relaxed);
}

extern "C" void patchlens_stage_clock_start(void) {
    for (Sum &sum : sums) sum.nanoseconds.store(0, std::memory_order_relaxed);
    stage_clock_is_on.store(true, std::memory_order_relaxed);
}

extern "C" void patchlens_stage_clock_stop(void) { stage_clock_is_on.store(false, std::memory_order_relaxed); }

extern "C" int64_t patchlens_stage_nanoseconds(patchlens_stage stage) {
    return sums[stage].nanoseconds.load(std::memory_order_relaxed);
}
