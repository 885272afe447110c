/**
 * Libraries that are loaded when they are first used. Pango and Cairo bring forty shared objects
 * and 5 ms of start-up, libxlsxwriter 2 ms; most runs of gongkai never print a PDF or a workbook,
 * and the whole program is to start in less time than that.
 *
 * A library's functions are listed once, in a macro, and their types are those of its own header:
 *
 *     #define CAIRO_FUNCTIONS(X) X(cairo_create) X(cairo_destroy)
 *     struct cairo { LATE_MEMBERS(CAIRO_FUNCTIONS) };
 *     …
 *     struct cairo api;
 *     void *library = late_open("libcairo.so.2");
 *     const char *missing = NULL;
 *     if (library) {
 *         CAIRO_FUNCTIONS(LATE_LOAD)
 *     }
 *     if (library && !missing)
 *         api.cairo_create(surface);
 *
 * Once loaded a library stays: GLib cannot be taken out of a process again.
 */
#pragma once

#include <dlfcn.h>

#define LATE_MEMBER(name) __typeof__(&name) name;
#define LATE_MEMBERS(list) list(LATE_MEMBER)

/**
 * Look one function up; `api`, `library` and `missing` are the caller's, as above. POSIX lets a
 * function come out of dlsym as a pointer to an object; ISO C has no cast for it.
 */
#define LATE_LOAD(name) \
	*(void **)&api.name = dlsym(library, #name); \
	missing = api.name ? missing : #name;

/**
 * Open a library and keep it. NULL when the machine does not have it.
 * @param soname  with its version, e.g. "libcairo.so.2"
 */
static inline void *late_open(const char *soname)
{
	return dlopen(soname, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
}
