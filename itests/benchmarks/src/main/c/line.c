/*
 * The other end of a serial line: a terminal's path. Echoes each byte that comes; a line "N" of its standard input has it send N
 * bytes, and say when it began.
 */
#include "bench.h"
#include <poll.h>
#include <termios.h>

#define PIECE 4096

static int open_raw(const char *path) {
    struct termios settings;
    int line = open(path, O_RDWR | O_NOCTTY);
    if (line < 0 || tcgetattr(line, &settings)) {
        fail(path);
    }
    cfmakeraw(&settings);
    tcsetattr(line, TCSANOW, &settings);
    return line;
}

static void send_bytes(int line, long long left) {
    static char piece[PIECE];
    memset(piece, 'x', PIECE);
    printf("start=%lld\n", (long long)nanos());
    fflush(stdout);
    for (; left > 0; left -= PIECE) {
        write_all(line, piece, left < PIECE ? left : PIECE);
    }
}

int main(int count, char **arguments) {
    char got[PIECE];
    int line = open_raw(count > 1 ? arguments[1] : "");
    struct pollfd sources[] = {{.fd = 0, .events = POLLIN}, {.fd = line, .events = POLLIN}};
    printf("ready=1\n");
    fflush(stdout);
    for (;;) {
        if (poll(sources, 2, -1) < 0) {
            fail("poll");
        }
        if (sources[1].revents & POLLIN) {
            ssize_t read_count = read(line, got, PIECE);
            if (read_count > 0) {
                write_all(line, got, read_count);
            }
        }
        if (sources[0].revents) {
            ssize_t read_count = read(0, got, sizeof got - 1);
            if (read_count <= 0) {
                return 0;
            }
            got[read_count] = 0;
            send_bytes(line, atoll(got));
        }
    }
}
