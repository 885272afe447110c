#include "doc/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { OPEN_FILES = 64 };

/* ---- limits ---------------------------------------------------------------------------------- */

static bool limit(int what, rlim_t value)
{
	struct rlimit now;
	if (getrlimit(what, &now) != 0)
		return false;
	if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max)
		value = now.rlim_max;
	return setrlimit(what, &(struct rlimit){ value, value }) == 0;
}

static bool set_limits(const struct sandbox_policy *p)
{
	bool ok = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_NPROC, 0) &&
		limit(RLIMIT_NOFILE, OPEN_FILES);
	if (p->cpu_seconds)
		ok = limit(RLIMIT_CPU, p->cpu_seconds) && ok;
#ifndef __SANITIZE_ADDRESS__ /* whose shadow alone is larger than any limit */
	if (p->memory)
		ok = limit(RLIMIT_AS, p->memory) && ok;
#endif
	return ok;
}

/* ---- landlock -------------------------------------------------------------------------------- */

/* All file system rights that the running kernel can take away; the header may be older. */
static uint64_t all_rights(long abi)
{
	static const int bits[] = { 0, 13, 14, 15, 15, 16 };
	return (UINT64_C(1) << bits[abi > 5 ? 5 : abi]) - 1;
}

static void let(int ruleset, const char *path, uint64_t rights)
{
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && !S_ISDIR(st.st_mode))
		rights &= ~(uint64_t)LANDLOCK_ACCESS_FS_READ_DIR;
	struct landlock_path_beneath_attr rule = { .allowed_access = rights, .parent_fd = fd };
	syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(fd);
}

static bool close_file_system(const struct sandbox_policy *p)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return false;
	struct landlock_ruleset_attr attr = { .handled_access_fs = all_rights(abi) };
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr,
		sizeof attr.handled_access_fs, 0);
	if (ruleset < 0)
		return false;
	for (const char *const *path = p->read; path && *path; path++)
		let(ruleset, *path, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
			(p->run ? LANDLOCK_ACCESS_FS_EXECUTE : 0)); /* shared libraries */
	if (p->run)
		let(ruleset, p->run, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE);
	bool ok = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return ok;
}

/* ---- system calls ---------------------------------------------------------------------------- */

/* Computing, allocating, and talking over what is already open. */
static const char *const always[] = { "read", "write", "readv", "writev", "pread64", "lseek",
	"close", "fstat", "munmap", "mremap", "madvise", "brk", "futex", "exit", "exit_group",
	"clock_gettime", "clock_getres", "gettimeofday", "time", "rt_sigaction", "rt_sigprocmask",
	"rt_sigreturn", "sigaltstack", "restart_syscall", "getrandom", "poll", "ppoll", "sched_yield",
	"sched_getaffinity", "getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "sysinfo",
	"membarrier", "rseq", "set_robust_list", NULL };

/* Libraries try these and carry on without. */
static const char *const refused[] = { "open", "openat", "creat", "stat", "lstat", "newfstatat",
	"statx", "access", "faccessat", "faccessat2", "readlink", "readlinkat", "getcwd", "ioctl",
	"fcntl", "prctl", "prlimit64", "uname", "unlink", "unlinkat", "mkdir", "statfs", NULL };

/* With folders to read: looking at files. Landlock says which. */
static const char *const looking[] = { "stat", "lstat", "newfstatat", "statx", "access", "faccessat",
	"faccessat2", "readlink", "readlinkat", "getdents64", "fcntl", "uname", "getcwd", "statfs",
	"fstatfs", "fadvise64", NULL };

/* What a dynamic loader does besides. */
static const char *const loading[] = { "execve", "arch_prctl", "set_tid_address", "prlimit64", NULL };

static bool in(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static int add(scmp_filter_ctx f, uint32_t action, const char *name)
{
	int nr = seccomp_syscall_resolve_name(name);
	return nr == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(f, action, nr, 0); /* not on this machine */
}

static int add_all(scmp_filter_ctx f, const char *const *names)
{
	int bad = 0;
	for (; *names; names++)
		bad |= add(f, SCMP_ACT_ALLOW, *names);
	return bad;
}

static int add_refused(scmp_filter_ctx f, const struct sandbox_policy *p)
{
	int bad = 0;
	for (const char *const *n = refused; *n; n++) {
		bool opened = strcmp(*n, "open") == 0 || strcmp(*n, "openat") == 0;
		if ((p->read && (opened || in(looking, *n))) || (p->run && in(loading, *n)))
			continue;
		bad |= add(f, SCMP_ACT_ERRNO(strcmp(*n, "ioctl") == 0 ? ENOTTY : EACCES), *n);
	}
	return bad;
}

/* Opening for reading only. fontconfig may try to write its cache anew and does without. */
static int add_read_only(scmp_filter_ctx f)
{
	const uint64_t writes = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
	return seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_WRONLY)) |
		seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, O_RDWR)) |
		seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, writes, O_RDONLY)) |
		seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
			SCMP_A1(SCMP_CMP_MASKED_EQ, writes, O_RDONLY));
}

/* Memory that can be executed is for dynamic loaders only. */
static int add_memory(scmp_filter_ctx f, bool loader)
{
	if (loader)
		return add(f, SCMP_ACT_ALLOW, "mmap") | add(f, SCMP_ACT_ALLOW, "mprotect");
	return seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) |
		seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

static bool close_system_calls(const struct sandbox_policy *p)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (!f)
		return false;
	int bad = add_all(f, always) | add_refused(f, p) | add_memory(f, p->run != NULL);
	if (p->read)
		bad |= add_all(f, looking) | add_read_only(f);
	if (p->run)
		bad |= add_all(f, loading);
	bad |= seccomp_load(f);
	seccomp_release(f);
	return bad == 0;
}

int sandbox_enter(const struct sandbox_policy *policy, unsigned *walls, struct err *err)
{
	unsigned held = 0;
	struct sandbox_policy p = *policy;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) {
		if (close_file_system(&p))
			held |= SANDBOX_LANDLOCK;
		else if (!p.run)
			p.read = NULL; /* nothing says which folders: then none */
		if (set_limits(&p))
			held |= SANDBOX_LIMITS;
		if (close_system_calls(&p))
			held |= SANDBOX_SECCOMP;
	}
	if (walls)
		*walls = held;
	if (held & SANDBOX_SECCOMP)
		return E_OK;
	err_set(err, E_UNSUPPORTED, "本机内核不支持 seccomp 隔离，为安全起见没有读取外来文件；"
		"请在支持它的系统上运行。");
	return err_detail(err, "seccomp filter not loaded");
}
