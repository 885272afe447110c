#include "doc/docx_style.h"

#include "base/auto.h"

#include <ctype.h>
#include <strings.h>

enum { BODY_TEXT = 9, NO_ID = INT32_MAX };

static const struct docx_para_props says_nothing = { .outline = -1, .list = -1, .depth = -1 };

/* ---- paragraph properties and styles --------------------------------------------------------- */

static struct sv keep(struct ooxml_part *part, const char *attribute)
{
	return sv_dup(part->pkg->arena, sv_of(ooxml_attr(part, attribute)));
}

static void read_para_prop(struct ooxml_part *part, struct docx_para_props *props, struct sv *style)
{
	if (ooxml_is(part, "pStyle"))
		*style = keep(part, "val");
	else if (ooxml_is(part, "outlineLvl"))
		props->outline = (int)ooxml_attr_u32(part, "val", BODY_TEXT, BODY_TEXT);
	else if (ooxml_is(part, "ilvl"))
		props->depth = (int)ooxml_attr_u32(part, "val", DOCX_LEVELS - 1, 0);
	else if (ooxml_is(part, "numId"))
		props->list = (int)ooxml_attr_u32(part, "val", INT32_MAX, DOCX_NO_LIST);
	else if (!ooxml_is(part, "numPr"))
		ooxml_skip(part); /* old properties kept for review, marks, frames */
}

void docx_para_props_read(struct ooxml_part *part, struct docx_para_props *ret, struct sv *style)
{
	*ret = says_nothing;
	*style = SV("");
	while (ooxml_next(part) && !(part->event == OOXML_END && ooxml_is(part, "pPr")))
		if (part->event == OOXML_START)
			read_para_prop(part, ret, style);
}

/** One <w:style>, up to its END. */
static void read_style(struct ooxml_part *part, struct docx_style *style)
{
	struct sv unused;
	*style = (struct docx_style){ .id = keep(part, "styleId"), .props = says_nothing };
	while (ooxml_next(part) && !(part->event == OOXML_END && ooxml_is(part, "style"))) {
		if (part->event != OOXML_START)
			continue;
		if (ooxml_is(part, "name"))
			style->name = keep(part, "val");
		else if (ooxml_is(part, "basedOn"))
			style->based_on = keep(part, "val");
		else if (ooxml_is(part, "pPr"))
			docx_para_props_read(part, &style->props, &unused);
		else
			ooxml_skip(part);
	}
}

int docx_styles_read(struct ooxml *pkg, struct sv part_name, struct docx_styles *ret,
	struct err *err)
{
	AUTO(ooxml_part_close) struct ooxml_part part = { 0 };
	int code = ooxml_part_open(pkg, part_name, &part, err);
	if (code)
		return code;
	while (ooxml_next(&part)) {
		if (part.event != OOXML_START || !ooxml_is(&part, "style"))
			continue;
		struct docx_style *more = arena_grow(pkg->arena, ret->items, ret->n, &ret->cap,
			sizeof *more);
		if (!more)
			return err_set(err, E_NOMEM, "文件中的样式过多，超出了内存限额。");
		ret->items = more;
		read_style(&part, &ret->items[ret->n++]);
	}
	return ooxml_part_fault(&part, err);
}

static const struct docx_style *find_style(const struct docx_styles *styles, struct sv id)
{
	for (size_t i = 0; id.n && i < styles->n; i++)
		if (sv_eq(styles->items[i].id, id))
			return &styles->items[i];
	return NULL;
}

/** Depth of a heading by the name of its style ("heading 2", "标题 2"), -1 if it is none. */
static int depth_of_name(struct sv name)
{
	size_t n = name.n >= 7 && strncasecmp(name.p, "heading", 7) == 0 ? 7 :
		sv_starts(name, SV("标题")) ? strlen("标题") : 0;
	struct sv rest = sv_trim(sv_from(name, n));
	if (n == 0 || rest.n != 1 || rest.p[0] < '1' || rest.p[0] > '9')
		return -1;
	return rest.p[0] - '1';
}

static bool is_title(struct sv name)
{
	return (name.n == 5 && strncasecmp(name.p, "title", 5) == 0) || sv_eq(name, SV("标题"));
}

/** The level of a list that is tied to a paragraph style. */
static int depth_of_style(const struct docx_numbering *numbering, int num, struct sv style);

bool docx_styles_apply(const struct docx_styles *styles, struct sv style,
	const struct docx_numbering *numbering, struct docx_para_props *props)
{
	bool title = false;
	const struct docx_style *s = find_style(styles, style);
	for (int steps = 0; s && steps < DOC_MAX_NESTING; steps++) { /* circles end too */
		title = title || is_title(s->name);
		if (props->outline < 0)
			props->outline = s->props.outline >= 0 ? s->props.outline : depth_of_name(s->name);
		if (props->list < 0 && s->props.list >= 0) {
			props->list = s->props.list;
			if (props->depth < 0)
				props->depth = s->props.depth >= 0 ? s->props.depth :
					depth_of_style(numbering, s->props.list, s->id);
		}
		s = find_style(styles, s->based_on);
	}
	return title;
}

/* ---- numbering ------------------------------------------------------------------------------- */

/** One <w:lvl>, up to its END. */
static void read_level(struct ooxml_part *part, struct docx_list *list)
{
	struct docx_level unused, *level = &unused;
	uint32_t depth = ooxml_attr_u32(part, "ilvl", DOCX_LEVELS, DOCX_LEVELS);
	if (depth < DOCX_LEVELS)
		level = &list->levels[depth];
	*level = (struct docx_level){ .start = 1, .format = SV("decimal"), .text = SV("") };
	while (ooxml_next(part) && !(part->event == OOXML_END && ooxml_is(part, "lvl"))) {
		if (part->event != OOXML_START)
			continue;
		if (ooxml_is(part, "start"))
			level->start = ooxml_attr_u32(part, "val", 1000000, 1);
		else if (ooxml_is(part, "numFmt"))
			level->format = keep(part, "val");
		else if (ooxml_is(part, "lvlText"))
			level->text = keep(part, "val");
		else if (ooxml_is(part, "pStyle"))
			level->style = keep(part, "val");
		else if (ooxml_is(part, "suff"))
			level->tight = sv_eq(sv_of(ooxml_attr(part, "val")), SV("nothing"));
	}
}

static bool add_list(struct ooxml_part *part, struct docx_numbering *numbering)
{
	struct docx_list *more = arena_grow(part->pkg->arena, numbering->lists, numbering->n_lists,
		&numbering->cap_lists, sizeof *more);
	if (!more)
		return false;
	numbering->lists = more;
	struct docx_list *list = &more[numbering->n_lists++];
	*list = (struct docx_list){ .id = ooxml_attr_u32(part, "abstractNumId", NO_ID, NO_ID) };
	while (ooxml_next(part) && !(part->event == OOXML_END && ooxml_is(part, "abstractNum")))
		if (part->event == OOXML_START && ooxml_is(part, "lvl"))
			read_level(part, list);
	return true;
}

static bool add_num(struct ooxml_part *part, struct docx_numbering *numbering)
{
	uint32_t depth = DOCX_LEVELS;
	struct docx_num *more = arena_grow(part->pkg->arena, numbering->nums, numbering->n_nums,
		&numbering->cap_nums, sizeof *more);
	if (!more)
		return false;
	numbering->nums = more;
	struct docx_num *num = &more[numbering->n_nums++];
	*num = (struct docx_num){ .id = ooxml_attr_u32(part, "numId", NO_ID, NO_ID),
		.list_id = NO_ID };
	while (ooxml_next(part) && !(part->event == OOXML_END && ooxml_is(part, "num"))) {
		if (part->event != OOXML_START)
			continue;
		if (ooxml_is(part, "abstractNumId"))
			num->list_id = ooxml_attr_u32(part, "val", NO_ID, NO_ID);
		else if (ooxml_is(part, "lvlOverride"))
			depth = ooxml_attr_u32(part, "ilvl", DOCX_LEVELS, DOCX_LEVELS);
		else if (ooxml_is(part, "startOverride") && depth < DOCX_LEVELS)
			num->restart[depth] = 1 + ooxml_attr_u32(part, "val", 1000000, 1);
	}
	return true;
}

int docx_numbering_read(struct ooxml *pkg, struct sv part_name, struct docx_numbering *ret,
	struct err *err)
{
	AUTO(ooxml_part_close) struct ooxml_part part = { 0 };
	int code = ooxml_part_open(pkg, part_name, &part, err);
	if (code)
		return code;
	while (ooxml_next(&part)) {
		bool ok = true;
		if (part.event == OOXML_START && ooxml_is(&part, "abstractNum"))
			ok = add_list(&part, ret);
		else if (part.event == OOXML_START && ooxml_is(&part, "num"))
			ok = add_num(&part, ret);
		if (!ok)
			return err_set(err, E_NOMEM, "文件中的编号过多，超出了内存限额。");
	}
	return ooxml_part_fault(&part, err);
}

static struct docx_num *find_num(const struct docx_numbering *numbering, int id)
{
	for (size_t i = 0; i < numbering->n_nums; i++)
		if (numbering->nums[i].id == (uint32_t)id)
			return &numbering->nums[i];
	return NULL;
}

static struct docx_list *find_list(const struct docx_numbering *numbering, const struct docx_num *num)
{
	for (size_t i = 0; num && i < numbering->n_lists; i++)
		if (numbering->lists[i].id == num->list_id)
			return &numbering->lists[i];
	return NULL;
}

static int depth_of_style(const struct docx_numbering *numbering, int num, struct sv style)
{
	const struct docx_list *list = find_list(numbering, find_num(numbering, num));
	for (int i = 0; list && i < DOCX_LEVELS; i++)
		if (list->levels[i].style.n && sv_eq(list->levels[i].style, style))
			return i;
	return 0;
}

/** 1..9999 as 一, 十, 十二, 二十, 一百零三. */
static void add_chinese(struct str *out, uint32_t n)
{
	static const char *const digit[] = { "零", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
	static const char *const unit[] = { "", "十", "百", "千" };
	bool zero = false, any = false;
	for (int place = 3; place >= 0; place--) {
		static const uint32_t power[] = { 1, 10, 100, 1000 };
		uint32_t d = n / power[place] % 10;
		if (d == 0) {
			zero = any;
			continue;
		}
		if (zero)
			str_addz(out, digit[0]);
		if (d != 1 || place != 1 || any)
			str_addz(out, digit[d]);
		str_addz(out, unit[place]);
		zero = false;
		any = true;
	}
}

static void add_roman(struct str *out, uint32_t n, bool upper)
{
	static const struct { uint32_t value; const char *text; } steps[] = { { 1000, "m" },
		{ 900, "cm" }, { 500, "d" }, { 400, "cd" }, { 100, "c" }, { 90, "xc" }, { 50, "l" },
		{ 40, "xl" }, { 10, "x" }, { 9, "ix" }, { 5, "v" }, { 4, "iv" }, { 1, "i" } };
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		for (; n >= steps[i].value; n -= steps[i].value)
			for (const char *p = steps[i].text; *p; p++)
				str_addc(out, (char)(upper ? toupper(*p) : *p));
}

static void add_counter(struct str *out, struct sv format, uint32_t n)
{
	bool counting = sv_has(format, SV("Counting")) || sv_eq(format, SV("ideographDigital"));
	if (counting && n >= 1 && n <= 9999)
		add_chinese(out, n);
	else if (sv_starts(format, SV("decimalEnclosedCircle")) && n >= 1 && n <= 20)
		str_add_cp(out, 0x2460 + n - 1);
	else if (sv_eq(format, SV("upperLetter")) && n >= 1 && n <= 26)
		str_addc(out, (char)('A' + n - 1));
	else if (sv_eq(format, SV("lowerLetter")) && n >= 1 && n <= 26)
		str_addc(out, (char)('a' + n - 1));
	else if (sv_ends(format, SV("Roman")) && n >= 1 && n <= 3999)
		add_roman(out, n, format.p[0] == 'u');
	else
		str_addf(out, "%u", n);
}

static uint32_t *advance(struct docx_list *list, struct docx_num *num, int depth)
{
	for (int i = 0; i <= depth; i++) {
		uint32_t start = list->levels[i].start;
		if (num->restart[i]) {
			start = num->restart[i] - 1;
			num->restart[i] = 0;
			list->begun[i] = false;
		}
		if (!list->begun[i])
			list->count[i] = start;
		else if (i == depth)
			list->count[i]++;
		list->begun[i] = true;
	}
	for (int i = depth + 1; i < DOCX_LEVELS; i++)
		list->begun[i] = false;
	return list->count;
}

void docx_number(struct docx_numbering *numbering, const struct docx_para_props *props,
	struct str *out)
{
	struct docx_num *num = props->list > DOCX_NO_LIST ? find_num(numbering, props->list) : NULL;
	struct docx_list *list = find_list(numbering, num);
	if (!list)
		return;
	int depth = props->depth < 0 ? 0 : props->depth;
	const struct docx_level *level = &list->levels[depth];
	const uint32_t *count = advance(list, num, depth);
	if (level->text.n == 0 || sv_eq(level->format, SV("bullet")) ||
	    sv_eq(level->format, SV("none")))
		return;
	for (size_t i = 0; i < level->text.n; i++) {
		char c = level->text.p[i], next = i + 1 < level->text.n ? level->text.p[i + 1] : 0;
		if (c == '%' && next >= '1' && next <= '0' + DOCX_LEVELS) {
			add_counter(out, list->levels[next - '1'].format, count[next - '1']);
			i++;
		} else
			str_addc(out, c);
	}
	if (!level->tight && (unsigned char)level->text.p[level->text.n - 1] < 0x80)
		str_addc(out, ' ');
}
