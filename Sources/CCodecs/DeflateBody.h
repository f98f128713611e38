#ifndef PATCHLENS_DEFLATE_BODY_H
#define PATCHLENS_DEFLATE_BODY_H

#include "DeflateHead.h"

/// A symbol's code and its length, in one word so that one load gets both.
typedef struct {
    uint16_t code, length;
} code_word;

typedef struct {
    code_word literals[LITERALS_AND_LENGTHS], distances[DISTANCES];
} code_words;

/// Writes what follows the head of a block: the matches and the literals between them in the head's codes, and the end.
/// SEARCH_MARGIN bytes behind the block are readable.
void write_body(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list,
                const block_head *head);

/// The same for a block whose matches are runs, on processors that have `patchlens_codecs_have_vbmi2`. The codes of
/// distances have one bit, as they have where there is only one distance.
void write_runs_vbmi2(bit_writer *writer, const uint8_t *bytes, int64_t count, const match_list *list,
                      const code_words *words);

#endif
