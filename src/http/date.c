#include "base/date.h"
#include "http/http.h"

#include <stdio.h>

static const char days[7][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
	"Oct", "Nov", "Dec" };

enum { DAY = 86400 };

static const int64_t first_moment = -62135596800, last_moment = 253402300799; /* years 1 … 9999 */

const char *http_date_print(time_utc t, char buf[static HTTP_DATE_MAX])
{
	t = t < first_moment ? first_moment : t > last_moment ? last_moment : t;
	int64_t day = t / DAY - (t % DAY < 0);
	unsigned s = (unsigned)(t - day * DAY);
	struct date d = date_of_day(day);
	snprintf(buf, HTTP_DATE_MAX, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[date_weekday(day)],
		(unsigned)d.day % 100, months[d.month - 1], (unsigned)d.year % 10000, s / 3600 % 100,
		s / 60 % 60, s % 60);
	return buf;
}

static bool digits(struct sv s, size_t at, size_t n, int *ret)
{
	*ret = 0;
	for (size_t i = at; i < at + n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*ret = *ret * 10 + (s.p[i] - '0');
	}
	return true;
}

bool http_date_parse(struct sv s, time_utc *ret)
{
	struct date d = { .month = 1 };
	int hour, minute, second;
	if (s.n != HTTP_DATE_MAX - 1 || !digits(s, 5, 2, &d.day) || !digits(s, 12, 4, &d.year) ||
		!digits(s, 17, 2, &hour) || !digits(s, 20, 2, &minute) ||
		!digits(s, 23, 2, &second) || hour > 23 || minute > 59 || second > 60)
		return false;
	while (d.month < 12 && memcmp(s.p + 8, months[d.month - 1], 3) != 0)
		d.month++;
	if (!date_valid(d))
		return false;
	time_utc t = date_to_day(d) * DAY + hour * 3600 + minute * 60 + (second == 60 ? 59 : second);
	/* The rest of the text by printing it: day of the week, commas, spaces. */
	char same[HTTP_DATE_MAX];
	http_date_print(t, same);
	if (second == 60)
		memcpy(same + 23, "60", 2);
	if (memcmp(same, s.p, s.n) != 0)
		return false;
	*ret = t;
	return true;
}
