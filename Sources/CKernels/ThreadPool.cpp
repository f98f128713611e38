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

/// A region is a few hundred microseconds and the next one follows at once: a thread that goes to sleep in between
/// costs more than it saves. It looks for work this many times (some 50 µs) before it makes room for others.
constexpr int looks_before_sleep = 2000;

inline void pause_briefly() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

/// What is left to do of the current region, in one word, so that it changes in one step: the region's number, how many
/// tasks it has, and the next that nobody has taken. A thread that wakes late cannot take a task of a region that is
/// over, and nobody has to wait for it.
class Region {
  public:
    /// Tasks are counted in 20 bits; a region of more runs them in rows (`ThreadPool::run`).
    static constexpr int64_t most_tasks = (1 << 20) - 1;

    void open(int64_t tasks) {
        uint64_t number = (word_.load(std::memory_order_relaxed) >> 40) + 1;
        word_.store(number << 40 | static_cast<uint64_t>(tasks) << 20, std::memory_order_release);
    }

    /// The task taken, or −1 when there is none left.
    int64_t take() {
        uint64_t word = word_.load(std::memory_order_acquire);
        while (is_open(word))
            if (word_.compare_exchange_weak(word, word + 1, std::memory_order_acq_rel))
                return static_cast<int64_t>(word & most_tasks);
        return -1;
    }

    bool has_tasks() const { return is_open(word_.load(std::memory_order_acquire)); }

  private:
    static bool is_open(uint64_t word) { return (word & most_tasks) < (word >> 20 & most_tasks); }

    std::atomic<uint64_t> word_{0};
};

class ThreadPool {
  public:
    /// Never destroyed: its threads may still sleep when the process ends.
    static ThreadPool &shared() {
        static ThreadPool *pool = new ThreadPool;
        return *pool;
    }

    void run(int64_t tasks, int threads, void (*body)(void *, int64_t), void *context) {
        // Who needs no help must not keep it from others.
        bool alone = threads <= 1 || tasks <= 1 || tasks > Region::most_tasks;
        std::unique_lock<std::mutex> owner(in_use_, std::defer_lock);
        if (alone || !owner.try_lock()) {
            for (int64_t task = 0; task < tasks; task++) body(context, task);
            return;
        }
        grow(static_cast<int>(threads - 1 < tasks - 1 ? threads - 1 : tasks - 1));
        body_ = body;
        context_ = context;
        unfinished_.store(tasks, std::memory_order_relaxed);
        allowed_.store(threads - 1, std::memory_order_relaxed);
        {
            std::lock_guard<std::mutex> lock(mutex_);
            region_.open(tasks);
        }
        wake_.notify_all();
        take_tasks();
        wait_for_others();
    }

  private:
    /// Starts what is missing of `wanted` workers; a machine that gives no more threads serves with those it has.
    void grow(int wanted) {
        while (static_cast<int>(workers_.size()) < wanted) {
            int index = static_cast<int>(workers_.size());
            try {
                workers_.emplace_back([this, index] { serve(index); });
                workers_.back().detach();
            } catch (const std::system_error &) {
                return;
            }
        }
    }

    /// `body_` and `context_` are those of the region the task was taken from: it lasts until the task is done.
    void take_tasks() {
        for (int64_t task = region_.take(); task >= 0; task = region_.take()) {
            body_(context_, task);
            unfinished_.fetch_sub(1, std::memory_order_release);
        }
    }

    /// Where other programs want the cores too, the thread that is waited for may be the one without a core: after a
    /// while of looking this one gives up its own.
    void wait_for_others() {
        for (int look = 0; unfinished_.load(std::memory_order_acquire) > 0; look++) {
            if (look < looks_before_sleep)
                pause_briefly();
            else
                std::this_thread::yield();
        }
    }

    bool has_work(int index) const {
        return index < allowed_.load(std::memory_order_relaxed) && region_.has_tasks();
    }

    void serve(int index) {
        for (;;) {
            for (int look = 0; look < looks_before_sleep && !has_work(index); look++) pause_briefly();
            if (!has_work(index)) {
                std::unique_lock<std::mutex> lock(mutex_);
                wake_.wait(lock, [&] { return has_work(index); });
            }
            take_tasks();
        }
    }

    std::mutex in_use_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::thread> workers_;
    Region region_;
    std::atomic<int64_t> unfinished_{0};
    /// Workers that the current region may use: fewer than there are after a call that asked for more.
    std::atomic<int> allowed_{0};
    void (*body_)(void *, int64_t) = nullptr;
    void *context_ = nullptr;
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
