#pragma once

#include <stddef.h>
#include <stdint.h>

/// libFuzzer's loop, for programs with a main function of their own (https://llvm.org/docs/LibFuzzer.html).
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test)(const uint8_t *bytes, size_t count));
