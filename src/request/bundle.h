/**
 * The case file of a request as one ZIP that stands in court without this program and without a network:
 *
 *     index.txt, index.json     the request, what happened, what is in here
 *     files/NN-…                everything received and sent, as it came or went; names are in the index
 *     clock.json, clock.txt     the dates, and each day counted or not, why, by which article
 *     receipts/NN-….txt         each ledger entry with its inclusion proof (ledger/receipt.h)
 *     checkpoint.txt, key.txt   the newest signed head of the ledger, the public key
 *     VERIFY.txt                how to check it all
 *     manifest.txt              the SHA-256 of every other file, signed with the ledger's key:
 *
 *     gongkai-bundle-v1
 *     key gongkai.example/ledger+cfb0f291+AVSG…
 *     number 2026-0007-00013
 *     time 1763702548
 *     file 9f86d0… index.txt
 *     …
 *
 *     — gongkai.example/ledger Az3grlgt…
 *
 * It holds personal data: opening it is a look (request_looks), and who gets it is the office's to answer for.
 */
#pragma once

#include "ledger/ledger.h"
#include "request/request.h"

/**
 * Make it.
 * @param why  what for, shown in the log of looks: "移送法院"; must not be empty
 * @return 0, E_USAGE (no reason), E_FORBIDDEN, E_NOT_FOUND (destroyed), E_LIMIT (over DOC_MAX_BYTES), E_NOMEM
 */
int request_bundle(const struct request_env *env, const struct request *r,
	const struct ledger_key *key, struct sv why, struct arena *a, struct sv *ret, struct err *err)
	__attribute__((warn_unused_result));
