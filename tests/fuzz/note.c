/* Checkpoints from anywhere: what is taken has one text only, and no stranger's key is believed. */
#include "ledger/note.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void zeros(void *context, void *p, size_t n)
{
	(void)context;
	memset(p, 0, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct note note;
	struct err err = { 0 };
	char text[NOTE_TEXT_MAX];
	if (note_parse((struct sv){ (const char *)data, size }, &note, &err)) {
		if (!err.user[0])
			abort();
		return 0;
	}
	size_t n = note_print_text(note.origin, &note.head, text);
	if (!sv_eq((struct sv){ text, n }, note.text))
		abort();
	/* Nobody signed the corpus with this key. */
	struct ledger_key key;
	struct entropy entropy = { zeros, NULL };
	ledger_key_make(&key, "gongkai.example/ledger", &entropy);
	if (note_is_signed(&note, &key))
		abort();
	return 0;
}
