#ifndef PATCHLENS_THREAD_POOL_H
#define PATCHLENS_THREAD_POOL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Runs `body(context, 0) … body(context, tasks - 1)`, each once, on at most `threads` threads, and returns when all
/// are done. The caller's thread is one of them; the others are kept from call to call and sleep in between.
///
/// Which thread runs which task is left to chance, so a task's result must not depend on it. A call that finds the
/// pool in use (two pictures at once, each asking for every core) runs alone on its own thread.
void patchlens_parallel(int64_t tasks, int threads, void (*body)(void *context, int64_t task), void *context);

/// The processors this process may run on.
int patchlens_processor_count(void);

#ifdef __cplusplus
}
#endif

#endif
