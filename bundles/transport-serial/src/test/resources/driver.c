/*
 * Preloaded into a JVM, it gives ptys what only the drivers of real serial ports have: modem lines and breaks, which are
 * noted in the file DRIVER_LOG; and counts of overruns, that of the UART and that of the tty buffer, which stand in the file
 * DRIVER_COUNTS: without it there are none. While the file DRIVER_HANG exists, closing a port hangs, as it does with some
 * drivers whose device was pulled.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/serial.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static void note(const char *what, int bits) {
    const char *file = getenv("DRIVER_LOG");
    FILE *log = file ? fopen(file, "a") : NULL;
    if (log) {
        fprintf(log, "%s%s%s\n", what, bits & TIOCM_DTR ? " DTR" : "", bits & TIOCM_RTS ? " RTS" : "");
        fclose(log);
    }
}

/* Whether there are counts. */
static int count(struct serial_icounter_struct *counts) {
    const char *file = getenv("DRIVER_COUNTS");
    FILE *now = file ? fopen(file, "r") : NULL;
    unsigned uart = 0, buffer = 0;
    if (!now)
        return 0;
    if (fscanf(now, "%u %u", &uart, &buffer) != 2)
        abort();
    fclose(now);
    memset(counts, 0, sizeof *counts);
    counts->overrun = uart;
    counts->buf_overrun = buffer;
    return 1;
}

int ioctl(int fd, unsigned long request, ...) {
    static int (*next)(int, unsigned long, ...);
    static int lines;
    va_list list;
    va_start(list, request);
    void *argument = va_arg(list, void *);
    va_end(list);
    if (!next)
        next = (int (*)(int, unsigned long, ...)) dlsym(RTLD_NEXT, "ioctl");
    switch (request) {
        case TIOCMGET:
            *(int *) argument = lines;
            return 0;
        case TIOCMSET:
            lines = *(int *) argument;
            note("set", lines);
            return 0;
        case TIOCMBIS:
            lines |= *(int *) argument;
            note("on", *(int *) argument);
            return 0;
        case TIOCMBIC:
            lines &= ~*(int *) argument;
            note("off", *(int *) argument);
            return 0;
        case TIOCSBRK:
            note("break", 0);
            return 0;
        case TIOCCBRK:
            note("break over", 0);
            return 0;
        case TIOCGICOUNT:
            note("counts", 0);
            return count(argument) ? 0 : next(fd, request, argument);
        default:
            return next(fd, request, argument);
    }
}

int tcflush(int fd, int queue) {
    static int (*next)(int, int);
    const char *file = getenv("DRIVER_HANG");
    while (file && access(file, F_OK) == 0)
        usleep(10000);
    if (!next)
        next = (int (*)(int, int)) dlsym(RTLD_NEXT, "tcflush");
    return next(fd, queue);
}
