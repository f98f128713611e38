#include "PeakSpeed.h"

#include "HotKernels.h"
#include "LinearLayer.h"
#include "ThreadPool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <system_error>
#include <thread>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace {

/// Independent sums: more than an instruction takes cycles times the instructions a cycle starts, and few enough for
/// the registers beside the factors.
constexpr int sum_count = 12;

/// What a loop has done, and what came of it, which must be used lest the compiler drop the loop.
struct Turn {
    double operations;
    float result;
};

using Loop = Turn (*)(int64_t steps);

/// One half, which the compiler must not know: it would leave out sums that do not change.
volatile float half = 0.5f;

/// sum = sum · factor + addend, which stays near 1: neither overflow nor tiny numbers, which some processors slow at.
template <typename Vector, int lanes>
inline __attribute__((always_inline)) Turn multiply_add(int64_t steps) {
    Vector factor = (Vector)(float)half, addend = (Vector)(float)half, sums[sum_count];
    for (int i = 0; i < sum_count; i++) sums[i] = (Vector)(1.0f + static_cast<float>(i));
    for (int64_t step = 0; step < steps; step++)
        for (int i = 0; i < sum_count; i++) sums[i] = sums[i] * factor + addend;
    float result = 0;
    for (int i = 0; i < sum_count; i++) result += sums[i][0];
    return {2.0 * lanes * sum_count * static_cast<double>(steps), result};
}

typedef float lanes4 __attribute__((ext_vector_type(4)));

Turn multiply_add_baseline(int64_t steps) { return multiply_add<lanes4, 4>(steps); }

#if defined(__x86_64__)

typedef float lanes8 __attribute__((ext_vector_type(8)));
typedef float lanes16 __attribute__((ext_vector_type(16)));

__attribute__((target("avx2,fma"))) Turn multiply_add_avx2(int64_t steps) { return multiply_add<lanes8, 8>(steps); }

__attribute__((target("avx512f"))) Turn multiply_add_avx512(int64_t steps) { return multiply_add<lanes16, 16>(steps); }

__attribute__((target("avx512f,avx512bf16"))) Turn dot_bfloat16(int64_t steps) {
    __m512bh pairs = (__m512bh)_mm512_set1_epi16(0x3f80);  // 1
    __m512 sums[sum_count] = {};
    for (int64_t step = 0; step < steps; step++)
        for (int i = 0; i < sum_count; i++) sums[i] = _mm512_dpbf16_ps(sums[i], pairs, pairs);
    float result = 0;
    for (int i = 0; i < sum_count; i++) result += sums[i][0];
    return {2.0 * 32 * sum_count * static_cast<double>(steps), result};
}

__attribute__((target("avx512f,avx512vnni"))) Turn dot_int8(int64_t steps) {
    __m512i fours = _mm512_set1_epi8(1), sums[sum_count] = {};
    for (int64_t step = 0; step < steps; step++)
        for (int i = 0; i < sum_count; i++) sums[i] = _mm512_dpbusd_epi32(sums[i], fours, fours);
    int64_t result = 0;
    for (int i = 0; i < sum_count; i++) result += sums[i][0];
    return {2.0 * 64 * sum_count * static_cast<double>(steps), static_cast<float>(result)};
}

#endif

Loop loop_of(patchlens_precision precision) {
#if defined(__x86_64__)
    if (precision == patchlens_bfloat16) return dot_bfloat16;
    if (precision == patchlens_int8) return dot_int8;
    if (hot_kernels().lanes == 16) return multiply_add_avx512;
    if (hot_kernels().lanes == 8) return multiply_add_avx2;
#endif
    return multiply_add_baseline;
}

/// One core's part: turn after turn until the time is over, the first of them to wake its vectors up.
class CoreRun {
  public:
    void run(Loop loop, const std::atomic<int> &missing, double seconds) {
        while (missing.load(std::memory_order_acquire) > 0) std::this_thread::yield();
        using Clock = std::chrono::steady_clock;
        auto elapsed = [](Clock::time_point since) {
            return std::chrono::duration<double>(Clock::now() - since).count();
        };
        int64_t steps = 1 << 10;
        for (Clock::time_point begin = Clock::now(); elapsed(begin) < seconds;) {
            Clock::time_point start = Clock::now();
            Turn turn = loop(steps);
            double time = elapsed(start);
            result_ += turn.result;
            if (time >= shortest_turn)
                gigaflops_ = std::max(gigaflops_, turn.operations / time / 1e9);
            else
                steps *= 2;
        }
    }

    double gigaflops() const { return gigaflops_; }

  private:
    /// Long beside the clock's own time, short beside the turns that a system gives its programs.
    static constexpr double shortest_turn = 1e-3;

    double gigaflops_ = 0;
    volatile float result_ = 0;
};

}  // namespace

extern "C" double patchlens_peak_gflops(patchlens_precision precision, int threads, double seconds) {
    if (!patchlens_precision_available(precision)) return 0;
    int count = std::max(1, std::min(threads, patchlens_processor_count()));
    std::vector<CoreRun> cores(static_cast<size_t>(count));
    std::vector<std::thread> others;
    // All begin when the last is there: a core alone may run faster than among others at work.
    std::atomic<int> missing{count};
    Loop loop = loop_of(precision);
    auto work = [&](CoreRun &core) {
        missing.fetch_sub(1, std::memory_order_release);
        core.run(loop, missing, seconds);
    };
    try {
        for (size_t i = 1; i < cores.size(); i++) others.emplace_back(work, std::ref(cores[i]));
    } catch (const std::system_error &) {
        missing.fetch_sub(count - 1 - static_cast<int>(others.size()), std::memory_order_release);
    }
    work(cores[0]);
    for (std::thread &other : others) other.join();
    double sum = 0;
    for (const CoreRun &core : cores) sum += core.gigaflops();
    return sum;
}
