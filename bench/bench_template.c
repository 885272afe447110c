/*
 * How long does a page of a table take? Renders one of about 26 KB with 100 rows of 8 values again and
 * again into a fresh buffer, as a request does, and prints its size and the best round's time a page. Beside
 * it: copying the same bytes into a buffer that grows in the same way.
 *
 *     bench_template
 */
#include "bench_views.h"
#include "templates.h"

#include <stdio.h>
#include <time.h>

enum { ROWS = 100, PAGES = 2000, ROUNDS = 15, ROOM = 1 << 20 };

static double processor_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static struct sv render(const struct bench_page *v, struct arena *a)
{
	struct str out;
	struct html h;
	arena_reset(a);
	str_init(&out, a, ROOM);
	html_init(&h, HTML_SYNTAX_HTML, &out);
	template_table(&h, v);
	return str_sv(&out);
}

static struct sv copy(struct sv bytes, struct arena *a)
{
	struct str out;
	arena_reset(a);
	str_init(&out, a, ROOM);
	for (size_t at = 0; at < bytes.n; at += 64)
		str_add(&out, sv_head(sv_from(bytes, at), 64));
	return str_sv(&out);
}

int main(void)
{
	static struct bench_row rows[ROWS];
	for (int i = 0; i < ROWS; i++)
		rows[i] = (struct bench_row){ SV("/reports/7xk3m9q2w5ab"), SV("某某县人民政府信访与群众工作局"),
			SV("已收到"), SV("2024-01-12 09:30"), 2023, (unsigned)i % 7, i % 9 == 0 };
	struct bench_page v = { SV("各机关的政府信息公开工作年度报告"), rows, ROWS };
	struct arena a, kept;
	arena_init(&a, 8 << 20);
	arena_init(&kept, ROOM);
	struct sv page = sv_dup(&kept, render(&v, &a));
	double best = 1e9, copied = 1e9;
	size_t bytes = 0;
	for (int round = 0; round < ROUNDS; round++) {
		double start = processor_us();
		for (int i = 0; i < PAGES; i++)
			bytes += render(&v, &a).n;
		double middle = processor_us();
		for (int i = 0; i < PAGES; i++)
			bytes += copy(page, &a).n;
		double took = (middle - start) / PAGES, beside = (processor_us() - middle) / PAGES;
		best = took < best ? took : best;
		copied = beside < copied ? beside : copied;
	}
	if (bytes != page.n * PAGES * ROUNDS * 2)
		return 1;
	printf("{\"bytes\": %zu, \"page_us\": %.2f, \"copy_us\": %.2f}\n", page.n, best, copied);
	arena_done(&kept);
	arena_done(&a);
	return 0;
}
