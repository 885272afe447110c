/**
 * The commands of the program. Each is one function that gets its own arguments and returns the
 * exit status; its help text stands beside it in the table of main.c.
 *
 * Exit status: 0 done and nothing wrong, 1 done and errors were found (check, sum), the two reports
 * differ (diff), some were refused (import) or what is checked does not hold (verify), 2 a file could not be read or written, the database had
 * trouble, or the command was not understood.
 */
#pragma once

#include "app/files.h"

enum { EXIT_FINE = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

/** One a command. argv[0] is its last word; what follows is its own. @return exit status */
int command_report_read(int argc, char **argv);
int command_report_check(int argc, char **argv);
int command_report_diff(int argc, char **argv);
int command_report_sum(int argc, char **argv);
int command_report_write(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_report_import(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_user_add(int argc, char **argv);
int command_user_reset(int argc, char **argv);
int command_user_disable(int argc, char **argv);
int command_user_enable(int argc, char **argv);
int command_user_list(int argc, char **argv);
int command_ledger_verify(int argc, char **argv);
int command_selfcheck(int argc, char **argv);
int command_clock(int argc, char **argv);
int command_fee(int argc, char **argv);
int command_receipt_verify(int argc, char **argv);
int command_bundle_verify(int argc, char **argv);
int command_receipt_proof(int argc, char **argv);
int command_retention(int argc, char **argv);
int command_request_bundle(int argc, char **argv);
int command_request_add(int argc, char **argv);
int command_request_list(int argc, char **argv);
int command_request_show(int argc, char **argv);
int command_request_step(int argc, char **argv);
int command_request_clock(int argc, char **argv);
int command_request_letter(int argc, char **argv);
int command_request_save(int argc, char **argv);
int command_office_show(int argc, char **argv);
int command_office_set(int argc, char **argv);
int command_notify(int argc, char **argv);
int command_calendar_list(int argc, char **argv);
int command_calendar_import(int argc, char **argv);
int command_demo(int argc, char **argv);
int command_report_build(int argc, char **argv);

/** Print an error for the user on standard error, with the file it speaks of. */
void command_complain(const char *file, const struct err *err);

/**
 * The arguments were not understood: say so and how to get help.
 * @param command  e.g. "report check"
 * @return EXIT_TROUBLE
 */
int command_misused(const char *command, const char *message_fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** The value of --jobs; 0 when it is not a number from 1 to 64. */
unsigned command_jobs(const char *text);

/**
 * The files and directories at the end of a command's arguments.
 * @return EXIT_FINE, or EXIT_TROUBLE after saying that there are none or which cannot be had
 */
int command_files(const char *command, struct file_list *ret, int argc, char **argv);
