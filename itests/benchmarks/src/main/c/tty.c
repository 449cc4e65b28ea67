/*
 * The limit of a serial line: a terminal's path, and what to do, of which the answers stand in one line each:
 * "echo N": N times one byte out and its echo in; "take N": read N bytes, which are not echoed.
 */
#include "bench.h"
#include <termios.h>

#define PIECE 65536

static void echo(int line, int times) {
    int64_t *took = calloc(times, sizeof *took);
    char byte = 'x';
    for (int i = 0; i < times; i++) {
        int64_t start = nanos();
        write_all(line, &byte, 1);
        if (read(line, &byte, 1) != 1) {
            fail("read");
        }
        took[i] = nanos() - start;
    }
    long long cpu = cpu_micros(RUSAGE_SELF);
    qsort(took, times, sizeof *took, ascending);
    printf("median=%lld p99=%lld cpu=%lld rss=%ld\n", (long long)took[times / 2], (long long)took[times * 99LL / 100], cpu,
           peak_kib());
}

static void take(int line, long long bytes) {
    static char piece[PIECE];
    printf("listening=1\n");
    fflush(stdout);
    while (bytes > 0) {
        ssize_t got = read(line, piece, PIECE);
        if (got <= 0) {
            fail("read");
        }
        bytes -= got;
    }
    printf("end=%lld cpu=%lld rss=%ld\n", (long long)nanos(), (long long)cpu_micros(RUSAGE_SELF), peak_kib());
}

int main(int count, char **arguments) {
    struct termios settings;
    int line = open(count > 3 ? arguments[1] : "", O_RDWR | O_NOCTTY);
    if (line < 0 || tcgetattr(line, &settings)) {
        fail("open");
    }
    cfmakeraw(&settings);
    tcsetattr(line, TCSANOW, &settings);
    if (!strcmp(arguments[2], "echo")) {
        echo(line, atoi(arguments[3]));
    } else {
        take(line, atoll(arguments[3]));
    }
    return 0;
}
