/**
 * A request as another portal's program sends it: JSON, read strictly. An unknown member, a wrong type, a name
 * twice, more than the limits: refused with the place, so that nothing is silently left out.
 *
 *     {"client_key":"…", "unit":"public id" or "unit_code":"统一社会信用代码",
 *      "applicant":{"kind":"natural_person","name":"…","id_type":"…","id_number":"…","representative":"…",
 *        "contact":"…","phone":"…","email":"…","address":"…","postcode":"…","agent":"…","agent_id":"…",
 *        "agent_authority":"…","needs_help":false},
 *      "wish":{"title":"…","text":"…","medium":"paper|email|disc","delivery":"post|email|pick_up","purpose":"…"},
 *      "files":[{"name":"…","media_type":"…","base64":"…"}]}
 *
 * What the law asks of it is request_check_intake's to say. Parses untrusted bytes: fuzzed.
 */
#pragma once

#include "request/request.h"

enum { INTAKE_JSON_MAX = 1024 * 1024, INTAKE_KEY_MAX = 64 };

struct intake_json {
	struct request_intake in;    /* without unit, day and the portal's name before the key */
	struct sv unit, unit_code;   /* one of them */
};

/**
 * Read. Text views live in `a`.
 * @return 0; E_FORMAT (`err->field` says where: "applicant.phone"), E_LIMIT, E_NOMEM
 */
int intake_json_read(struct sv json, struct arena *a, struct intake_json *ret, struct err *err)
	__attribute__((warn_unused_result));
