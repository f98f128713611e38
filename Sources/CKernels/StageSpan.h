#ifndef PATCHLENS_STAGE_SPAN_H
#define PATCHLENS_STAGE_SPAN_H

#include "StageClock.h"

#include <atomic>
#include <chrono>

extern std::atomic<bool> stage_clock_is_on;

/// Adds the time of its scope to a stage, when the clocks run. Spans must not lie within each other: both would count.
class StageSpan {
  public:
    explicit StageSpan(patchlens_stage stage) : stage_(stage), start_(0) {
        if (stage_clock_is_on.load(std::memory_order_relaxed)) start_ = now();
    }

    ~StageSpan() {
        if (start_ != 0) add(stage_, now() - start_);
    }

    StageSpan(const StageSpan &) = delete;
    StageSpan &operator=(const StageSpan &) = delete;

  private:
    static int64_t now() {
        return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
    }

    static void add(patchlens_stage stage, int64_t nanoseconds);

    patchlens_stage stage_;
    int64_t start_;
};

#endif
