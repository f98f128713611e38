#include "ThreadPool.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace {

/// A region is a few hundred microseconds and the next one follows at once: a worker that goes to sleep in between
/// costs more than it saves. It looks for work this many times (some 50 µs) before it sleeps.
constexpr int looks_before_sleep = 2000;

inline void pause_briefly() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

class ThreadPool {
  public:
    /// Never destroyed: its threads may still sleep when the process ends.
    static ThreadPool &shared() {
        static ThreadPool *pool = new ThreadPool;
        return *pool;
    }

    void run(int64_t tasks, int threads, void (*body)(void *, int64_t), void *context) {
        std::unique_lock<std::mutex> owner(in_use_, std::try_to_lock);
        if (threads <= 1 || tasks <= 1 || !owner.owns_lock()) {
            for (int64_t task = 0; task < tasks; task++) body(context, task);
            return;
        }
        int helpers = grow(static_cast<int>(threads - 1 < tasks - 1 ? threads - 1 : tasks - 1));
        body_ = body;
        context_ = context;
        tasks_ = tasks;
        next_.store(0, std::memory_order_relaxed);
        pending_.store(helpers, std::memory_order_relaxed);
        announce(helpers);
        take_tasks();
        while (pending_.load(std::memory_order_acquire) > 0) pause_briefly();
    }

  private:
    /// Starts what is missing of `wanted` workers; a machine that gives no more threads serves with those it has.
    int grow(int wanted) {
        while (static_cast<int>(workers_.size()) < wanted) {
            int index = static_cast<int>(workers_.size());
            try {
                workers_.emplace_back([this, index] { serve(index); });
                workers_.back().detach();
            } catch (const std::system_error &) {
                break;
            }
        }
        int available = static_cast<int>(workers_.size());
        return wanted < available ? wanted : available;
    }

    /// The region's number and how many workers it wants change together, in one word.
    void announce(int helpers) {
        {
            std::lock_guard<std::mutex> lock(mutex_);
            uint64_t number = (region_.load(std::memory_order_relaxed) >> 16) + 1;
            region_.store(number << 16 | static_cast<uint64_t>(helpers), std::memory_order_release);
        }
        wake_.notify_all();
    }

    void take_tasks() {
        for (;;) {
            int64_t task = next_.fetch_add(1, std::memory_order_relaxed);
            if (task >= tasks_) return;
            body_(context_, task);
        }
    }

    void serve(int index) {
        uint64_t seen = 0;
        for (;;) {
            uint64_t region = wait_for_region_after(seen);
            seen = region;
            if (index >= static_cast<int>(region & 0xffff)) continue;
            take_tasks();
            pending_.fetch_sub(1, std::memory_order_release);
        }
    }

    uint64_t wait_for_region_after(uint64_t seen) {
        for (int look = 0; look < looks_before_sleep; look++) {
            uint64_t region = region_.load(std::memory_order_acquire);
            if (region != seen) return region;
            pause_briefly();
        }
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return region_.load(std::memory_order_acquire) != seen; });
        return region_.load(std::memory_order_acquire);
    }

    std::mutex in_use_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::thread> workers_;
    std::atomic<uint64_t> region_{0};
    std::atomic<int64_t> next_{0};
    std::atomic<int> pending_{0};
    void (*body_)(void *, int64_t) = nullptr;
    void *context_ = nullptr;
    int64_t tasks_ = 0;
};

}  // namespace

extern "C" void patchlens_parallel(int64_t tasks, int threads, void (*body)(void *context, int64_t task),
                                   void *context) {
    ThreadPool::shared().run(tasks, threads, body, context);
}

extern "C" int patchlens_processor_count(void) {
#if defined(__linux__)
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        int count = CPU_COUNT(&allowed);
        if (count > 0) return count;
    }
#endif
    unsigned count = std::thread::hardware_concurrency();
    return count > 0 ? static_cast<int>(count) : 1;
}
