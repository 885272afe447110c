/**
 * A checkpoint as text: a C2SP signed note whose text is a C2SP tlog-checkpoint with one extension
 * line, the time:
 *
 *     gongkai.example/ledger
 *     1234
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *     time 1763702548
 *
 *     — gongkai.example/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz…
 *
 * Others may have signed beside the ledger itself (a witness, SM2): their lines are let stand.
 */
#pragma once

#include "ledger/ledger.h"

enum {
	NOTE_MAX = 16 * 1024,     /* bytes of a whole note */
	NOTE_TEXT_MAX = 256,      /* bytes of the text that is signed */
	NOTE_SIGNATURES_MAX = 16
};

/** A note taken apart; the views point into the bytes parsed. */
struct note {
	struct sv origin;
	struct ledger_head head;
	struct sv text;           /* what is signed, with its last line end */
	struct sv signatures;     /* the lines after the empty one */
};

/** The text to be signed, without signatures. @return its length */
size_t note_print_text(struct sv origin, const struct ledger_head *head,
	char ret[static NOTE_TEXT_MAX]);

/** A whole note, signed. */
void note_print(const struct ledger_head *head, const struct ledger_key *key, struct str *out);

/** The empty line and our signature line that follow a text, of a checkpoint or of anything else. */
void note_sign(struct sv text, const struct ledger_key *key, struct str *out);

/** Have these lines the form of signatures: one to NOTE_SIGNATURES_MAX? */
bool note_signatures_valid(struct sv lines);

/** Strictly: one head has one text. Of signatures only the form is looked at. @return 0, E_FORMAT */
int note_parse(struct sv bytes, struct note *ret, struct err *err)
	__attribute__((warn_unused_result));

/** Is it a note of this key's origin with its signature, and none of its signatures wrong? */
bool note_is_signed(const struct note *note, const struct ledger_key *key);
