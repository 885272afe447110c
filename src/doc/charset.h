/**
 * Character sets of the files people hand in, to UTF-8. What a page says about itself is often
 * wrong, so bytes that are UTF-8 are UTF-8 whatever is declared, and everything else that is
 * Chinese is GB18030 (which holds GBK and GB 2312) unless Big5 is declared.
 *
 * Sources: RFC 3629, GB 18030-2005, the WHATWG Encoding Standard for the names (gb2312 means gbk).
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

#include <stdbool.h>

enum charset {
	CHARSET_UTF8,
	CHARSET_UTF16LE,
	CHARSET_UTF16BE,
	CHARSET_GB18030,
	CHARSET_BIG5,
	CHARSET__MAX
};

/**
 * The character set that a page or an XML file names near its start: <meta charset>,
 * <meta http-equiv … charset=>, <?xml encoding=?>. A view of `bytes`; empty when none is named.
 */
struct sv charset_declared(struct sv bytes);

/** What the bytes are: byte order mark, then their own pattern, then what `declared` says. */
enum charset charset_detect(struct sv bytes, struct sv declared);

/**
 * Convert to clean UTF-8 in the arena, without a byte order mark. What cannot be decoded becomes
 * U+FFFD. Line ends (CR LF, CR, U+0085, U+2028, U+2029) become '\n'; other control characters
 * except '\t' and '\f' are dropped. A no-break space becomes a space.
 * @param ret  a copy that needs nothing of `bytes`; set on success only
 * @return 0, E_NOMEM; E_UNSUPPORTED when the machine lacks the converter
 */
int charset_decode(struct sv bytes, enum charset from, struct arena *a, struct sv *ret,
	struct err *err) __attribute__((warn_unused_result));

/** Detect, decode, and undo a wrong conversion (mojibake.h). Same contract as charset_decode. */
int charset_to_utf8(struct sv bytes, struct sv declared, struct arena *a, struct sv *ret,
	struct err *err) __attribute__((warn_unused_result));

/** Converters held open. */
struct charset_held {
	void *cd[3];
};

/**
 * Open one converter of each kind and hold it. glibc loads converters from shared objects when
 * they are first used and drops them some time after the last use; while one is held, opening
 * another of its kind opens no file. To be called before a sandbox forbids opening files; a
 * process that lives in the sandbox until its end never releases them.
 */
void charset_hold(struct charset_held *ret);
void charset_release(struct charset_held *held);
