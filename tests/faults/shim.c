/* Preloaded by tests/faults: lets a call on a file below a folder fail, or kills the process there.

   fault_arm("pread", "/tmp/raw", 5, 3, 1): of the calls of this name on paths that begin so, the third
   and no other fails with EIO. An error below zero kills the process before the call: -9 SIGKILL. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

static char armed[16], below[4096];
static int number, first, count, seen, hits;

void fault_arm(const char *call, const char *path, int error, int nth, int times) {
    snprintf(below, sizeof below, "%s", path);
    number = error, first = nth, count = times, seen = hits = 0;
    snprintf(armed, sizeof armed, "%s", call);
}

int fault_hits(void) { return hits; }

static int strikes(const char *call, const char *path) {
    if (strcmp(call, armed) || !path || strncmp(path, below, strlen(below))) return 0;
    int n = __sync_add_and_fetch(&seen, 1);
    if (n < first || n >= first + count) return 0;
    hits++;
    if (number < 0) return raise(-number), 0;
    errno = number;
    return 1;
}

static const char *path_of(int fd, char *room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, room, 4095);
    room[n < 0 ? 0 : n] = 0;
    return room;
}

static int strikes_fd(const char *call, int fd) {
    char room[4096];
    return !strcmp(call, armed) && strikes(call, path_of(fd, room));
}

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = dlsym(RTLD_NEXT, name)

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(int, #name, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        return strikes("open", path) ? -1 : real(path, flags, mode); }
#define OPENAT(name) \
    int name(int at, const char *path, int flags, ...) { \
        REAL(int, #name, int, const char *, int, ...); \
        va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
        return strikes("open", path) ? -1 : real(at, path, flags, mode); }
#define READ(name, call) \
    ssize_t name(int fd, void *room, size_t size) { \
        REAL(ssize_t, #name, int, void *, size_t); \
        return strikes_fd(call, fd) ? -1 : real(fd, room, size); }
#define PREAD(name, call) \
    ssize_t name(int fd, void *room, size_t size, off_t at) { \
        REAL(ssize_t, #name, int, void *, size_t, off_t); \
        return strikes_fd(call, fd) ? -1 : real(fd, room, size, at); }

OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
READ(read, "read")
PREAD(pread, "pread")
PREAD(pread64, "pread")

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return strikes_fd("write", fd) ? -1 : real(fd, data, size);
}
int fsync(int fd) {
    REAL(int, "fsync", int);
    return strikes_fd("fsync", fd) ? -1 : real(fd);
}
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return strikes("rename", to) ? -1 : real(from, to);
}
void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t from) {
    REAL(void *, "mmap", void *, size_t, int, int, int, off_t);
    return fd >= 0 && strikes_fd("mmap", fd) ? MAP_FAILED : real(at, size, protection, flags, fd, from);
}
void *mmap64(void *at, size_t size, int protection, int flags, int fd, off_t from) {
    return mmap(at, size, protection, flags, fd, from);
}
