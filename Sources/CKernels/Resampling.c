#include "Resampling.h"

#include "InstructionLevel.h"
#include "ResamplingDots.h"
#include "ThreadPool.h"

#include <stdlib.h>
#include <string.h>

enum { channels = 3, precision = patchlens_resampling_precision };

// Plain

/// The sum starts at one half, so that the shift rounds. The shift of a negative sum rounds down, and clips to 0. Of
/// weights that are too large for 32 bits the sum is modulo 2³², as the vectors' is.
static uint8_t weighted_sum(const uint8_t *source, size_t step, const int32_t *weights, int32_t count) {
    uint32_t total = 1u << (precision - 1);
    for (int32_t index = 0; index < count; index++)
        total += source[(size_t)index * step] * (uint32_t)weights[index];
    const int32_t sum = (int32_t)total >> precision;
    return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

void patchlens_resample_rows_plain(
    const uint8_t *source, size_t row_bytes, patchlens_resampling_weights weights, uint8_t *target
) {
    for (size_t y = 0; y < weights.outputs; y++) {
        const uint8_t *first = source + (size_t)weights.starts[y] * row_bytes;
        for (size_t byte = 0; byte < row_bytes; byte++)
            *target++ = weighted_sum(first + byte, row_bytes, weights.values + y * weights.stride, weights.counts[y]);
    }
}

void patchlens_resample_columns_plain(
    const uint8_t *source, size_t rows, size_t columns, patchlens_resampling_weights weights, uint8_t *target
) {
    for (size_t y = 0; y < rows; y++, source += columns * channels) {
        for (size_t x = 0; x < weights.outputs; x++) {
            const uint8_t *first = source + (size_t)weights.starts[x] * channels;
            for (size_t channel = 0; channel < channels; channel++)
                *target++ =
                    weighted_sum(first + channel, channels, weights.values + x * weights.stride, weights.counts[x]);
        }
    }
}

// Fast: one kernel, the weighted sum of rows, sixteen bytes of them at a time. A resize in width becomes one in height
// by turning blocks of sixteen rows on their side.

enum { lanes = 16 };

typedef uint8_t bytes16 __attribute__((vector_size(lanes)));
typedef int32_t ints16 __attribute__((vector_size(lanes * sizeof(int32_t))));

#define INLINE static inline __attribute__((always_inline))

INLINE bytes16 load(const uint8_t *address) {
    bytes16 value;
    memcpy(&value, address, sizeof value);
    return value;
}

INLINE void store(uint8_t *address, bytes16 value) { memcpy(address, &value, sizeof value); }

/// By address: passing 64 bytes by value would depend on the set of instructions.
INLINE void store_rounded(uint8_t *address, const ints16 *sum) {
    const ints16 none = {0}, most = none + 255;
    const ints16 clipped = __builtin_elementwise_min(__builtin_elementwise_max(*sum >> precision, none), most);
    const bytes16 bytes = __builtin_convertvector(clipped, bytes16);
    memcpy(address, &bytes, sizeof bytes);
}

/// Sums `count` rows that lie `stride` bytes apart, over 16 · `vectors` of their bytes. The sums stay in registers.
#define SUM_ROWS(vectors)                                                                                              \
    do {                                                                                                               \
        ints16 sums[vectors];                                                                                          \
        for (int v = 0; v < (vectors); v++) sums[v] = (ints16){0} + (1 << (precision - 1));                            \
        for (int32_t index = 0; index < count; index++) {                                                              \
            const uint8_t *row = source + (size_t)index * stride + byte;                                               \
            for (int v = 0; v < (vectors); v++)                                                                        \
                sums[v] += __builtin_convertvector(load(row + v * lanes), ints16) * weights[index];                    \
        }                                                                                                              \
        for (int v = 0; v < (vectors); v++) store_rounded(target + byte + v * lanes, &sums[v]);                        \
    } while (0)

/// One output row. What does not fill sixteen bytes is summed value by value.
INLINE void sum_rows(
    const uint8_t *source, size_t stride, const int32_t *weights, int32_t count, uint8_t *target, size_t length
) {
    size_t byte = 0;
    for (; byte + 6 * lanes <= length; byte += 6 * lanes) SUM_ROWS(6);
    for (; byte + 3 * lanes <= length; byte += 3 * lanes) SUM_ROWS(3);
    for (; byte + lanes <= length; byte += lanes) SUM_ROWS(1);
    for (; byte < length; byte++) target[byte] = weighted_sum(source + byte, stride, weights, count);
}

/// The output rows from `first` to `end` − 1.
INLINE void sum_all_rows(
    const uint8_t *source, size_t row_bytes, const patchlens_resampling_weights *weights, size_t first, size_t end,
    uint8_t *target
) {
    for (size_t y = first; y < end; y++)
        sum_rows(
            source + (size_t)weights->starts[y] * row_bytes, row_bytes, weights->values + y * weights->stride,
            weights->counts[y], target + y * row_bytes, row_bytes);
}

/// Sixteen rows of sixteen bytes → sixteen columns. Four perfect shuffles of the sixteen vectors make a transpose.
INLINE void transpose(bytes16 rows[lanes]) {
    for (int round = 0; round < 4; round++) {
        bytes16 shuffled[lanes];
        for (int pair = 0; pair < lanes / 2; pair++) {
            const bytes16 a = rows[pair], b = rows[pair + lanes / 2];
            shuffled[2 * pair] =
                __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
            shuffled[2 * pair + 1] =
                __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        }
        for (int row = 0; row < lanes; row++) rows[row] = shuffled[row];
    }
}

/// `height` rows of `width` bytes → `width` rows of `height` bytes, `height` ≤ 16. Rows and columns that fill the last
/// tile up are zeros on the way in, and not written on the way out.
INLINE void turn_tile(
    const uint8_t *source, size_t source_stride, size_t height, size_t width, uint8_t *target, size_t target_stride
) {
    bytes16 tile[lanes] = {{0}};
    for (size_t y = 0; y < height; y++) memcpy(&tile[y], source + y * source_stride, width);
    transpose(tile);
    for (size_t x = 0; x < width; x++) memcpy(target + x * target_stride, &tile[x], height);
}

/// As `turn_tile` for a whole tile: sizes the compiler knows become single loads and stores.
INLINE void turn_whole_tile(const uint8_t *source, size_t source_stride, uint8_t *target, size_t target_stride) {
    bytes16 tile[lanes];
    for (int y = 0; y < lanes; y++) tile[y] = load(source + (size_t)y * source_stride);
    transpose(tile);
    for (int x = 0; x < lanes; x++) store(target + (size_t)x * target_stride, tile[x]);
}

/// `height` rows of `width` bytes → `width` rows of `height` bytes.
INLINE void turn(
    const uint8_t *source, size_t source_stride, size_t height, size_t width, uint8_t *target, size_t target_stride
) {
    for (size_t y = 0; y < height; y += lanes) {
        const size_t rows = height - y < lanes ? height - y : lanes;
        for (size_t x = 0; x < width; x += lanes) {
            const size_t columns = width - x < lanes ? width - x : lanes;
            const uint8_t *from = source + y * source_stride + x;
            uint8_t *to = target + x * target_stride + y;
            if (rows == lanes && columns == lanes) turn_whole_tile(from, source_stride, to, target_stride);
            else turn_tile(from, source_stride, rows, columns, to, target_stride);
        }
    }
}

/// How many rows are turned at once: a column of three channels becomes a row of 96 bytes, six vectors.
enum { block = 2 * lanes };

/// `turned` has room for `block` rows of the input and of the output.
INLINE void sum_all_columns(
    const uint8_t *source, size_t rows, size_t columns, const patchlens_resampling_weights *weights, uint8_t *turned,
    uint8_t *target
) {
    const size_t input = columns * channels, output = weights->outputs * channels;
    uint8_t *sums = turned + input * block;
    for (size_t y = 0; y < rows; y += block) {
        const size_t height = rows - y < block ? rows - y : block;
        // The last block may leave lanes unwritten, whose sums nobody reads.
        if (height < block) memset(turned, 0, input * block);
        turn(source + y * input, input, height, input, turned, block);
        sum_all_rows(turned, channels * block, weights, 0, weights->outputs, sums);
        turn(sums, block, output, height, target + y * output, output);
    }
}

/// The same lines compiled for one set of instructions.
#define RESAMPLING_FOR(name, attributes)                                                                               \
    attributes static void rows_##name(                                                                                \
        const uint8_t *source, size_t row_bytes, const patchlens_resampling_weights *weights, size_t first,            \
        size_t end, uint8_t *target                                                                                    \
    ) {                                                                                                                \
        sum_all_rows(source, row_bytes, weights, first, end, target);                                                  \
    }                                                                                                                  \
    attributes static void columns_##name(                                                                             \
        const uint8_t *source, size_t rows, size_t columns, const patchlens_resampling_weights *weights,               \
        uint8_t *turned, uint8_t *target                                                                               \
    ) {                                                                                                                \
        sum_all_columns(source, rows, columns, weights, turned, target);                                               \
    }

typedef struct {
    void (*rows)(const uint8_t *, size_t, const patchlens_resampling_weights *, size_t, size_t, uint8_t *);
    void (*columns)(const uint8_t *, size_t, size_t, const patchlens_resampling_weights *, uint8_t *, uint8_t *);
} resampling_kernels;

RESAMPLING_FOR(basic, )
#if defined(__x86_64__)
RESAMPLING_FOR(avx2, __attribute__((target("avx2"))))
RESAMPLING_FOR(avx512, __attribute__((target("avx512f,avx512bw,avx512vl"))))
#endif

/// The widest that may be used.
static resampling_kernels fastest(void) {
#if defined(__x86_64__)
    if (patchlens_allowed_level() >= patchlens_level_avx512)
        return (resampling_kernels){rows_avx512, columns_avx512};
    if (patchlens_allowed_level() >= patchlens_level_avx2) return (resampling_kernels){rows_avx2, columns_avx2};
#endif
    return (resampling_kernels){rows_basic, columns_basic};
}

// Threads: a task is some rows, of the output or of the input.

typedef struct {
    const uint8_t *source;
    /// Of the input; where rows are summed their length is in bytes, where columns are in pixels.
    size_t rows, row_bytes, columns;
    const patchlens_resampling_weights *weights;
    /// The same weights, where columns are summed by dot products.
    const dot_weights *dots;
    uint8_t *target;
} resampling;

/// Output rows of a task: each is a sum of many.
enum { summed_rows = 8 };

static void sum_some_rows(void *context, int64_t task) {
    const resampling *work = context;
    const size_t first = (size_t)task * summed_rows, outputs = work->weights->outputs;
    const size_t end = outputs - first < summed_rows ? outputs : first + summed_rows;
    fastest().rows(work->source, work->row_bytes, work->weights, first, end, work->target);
}

void patchlens_resample_rows(
    const uint8_t *source, size_t row_bytes, patchlens_resampling_weights weights, int threads, uint8_t *target
) {
    resampling work = {.source = source, .row_bytes = row_bytes, .weights = &weights, .target = target};
    patchlens_parallel((int64_t)((weights.outputs + summed_rows - 1) / summed_rows), threads, sum_some_rows, &work);
}

/// Input rows of a task: so many that its memory is not asked for too often.
enum { turned_rows = 8 * block };

/// The input rows of a task, their number, and where their output goes.
typedef struct {
    const uint8_t *source;
    size_t rows;
    uint8_t *target;
} some_rows;

static some_rows rows_of_task(const resampling *work, int64_t task) {
    const size_t first = (size_t)task * turned_rows, left = work->rows - first;
    return (some_rows){
        .source = work->source + first * work->columns * channels,
        .rows = left < turned_rows ? left : turned_rows,
        .target = work->target + first * work->weights->outputs * channels,
    };
}

static void sum_some_columns(void *context, int64_t task) {
    const resampling *work = context;
    const some_rows some = rows_of_task(work, task);
    uint8_t *turned = malloc((work->columns + work->weights->outputs) * channels * block);
    if (turned == NULL) {
        patchlens_resample_columns_plain(some.source, some.rows, work->columns, *work->weights, some.target);
        return;
    }
    fastest().columns(some.source, some.rows, work->columns, work->weights, turned, some.target);
    free(turned);
}

static void dot_some_columns(void *context, int64_t task) {
    const resampling *work = context;
    const some_rows some = rows_of_task(work, task);
    uint8_t *memory = aligned_alloc(64, dot_memory(work->columns));
    if (memory == NULL) {
        patchlens_resample_columns_plain(some.source, some.rows, work->columns, *work->weights, some.target);
        return;
    }
    resample_columns_by_dots(some.source, some.rows, work->columns, work->dots, memory, some.target);
    free(memory);
}

void patchlens_resample_columns(
    const uint8_t *source, size_t rows, size_t columns, patchlens_resampling_weights weights, int threads,
    uint8_t *target
) {
    dot_weights dots;
    resampling work = {
        .source = source, .rows = rows, .columns = columns, .weights = &weights, .dots = &dots, .target = target};
    const int64_t tasks = (int64_t)((rows + turned_rows - 1) / turned_rows);
    if (have_dots() && make_dot_weights(&dots, &weights) == 0) {
        patchlens_parallel(tasks, threads, dot_some_columns, &work);
        destroy_dot_weights(&dots);
    } else {
        patchlens_parallel(tasks, threads, sum_some_columns, &work);
    }
}

void patchlens_resample_columns_by_turning(
    const uint8_t *source, size_t rows, size_t columns, patchlens_resampling_weights weights, uint8_t *target
) {
    resampling work = {.source = source, .rows = rows, .columns = columns, .weights = &weights, .target = target};
    for (size_t first = 0; first < rows; first += turned_rows) sum_some_columns(&work, (int64_t)(first / turned_rows));
}
