#include "app/command.h"

#include "base/num.h"

#include <stdarg.h>
#include <stdio.h>

void command_complain(const char *file, const struct err *err)
{
	if (file)
		fprintf(stderr, "%s：%s\n", file, err->user);
	else
		fprintf(stderr, "%s\n", err->user);
}

int command_misused(const char *command, const char *message_fmt, ...)
{
	va_list ap;
	va_start(ap, message_fmt);
	fputs("gongkai：", stderr);
	vfprintf(stderr, message_fmt, ap);
	va_end(ap);
	if (command)
		fprintf(stderr, "。用法见：gongkai %s --help\n", command);
	else
		fputs("。全部命令见：gongkai help\n", stderr);
	return EXIT_TROUBLE;
}

unsigned command_jobs(const char *text)
{
	int64_t n;
	return num_parse_i64(sv_of(text), &n) && n >= 1 && n <= 64 ? (unsigned)n : 0;
}

int command_files(const char *command, struct file_list *ret, int argc, char **argv)
{
	if (argc == 0)
		return command_misused(command, "请写出文件或目录");
	for (int i = 0; i < argc; i++) {
		struct err err = { 0 };
		if (files_add(ret, argv[i], &err)) {
			command_complain(NULL, &err);
			return EXIT_TROUBLE;
		}
	}
	return ret->n ? EXIT_FINE : command_misused(command, "目录里没有文件");
}
