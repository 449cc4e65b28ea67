/*
 * Many devices that say one line a second each: listens, and when so many have connected says "connected=N". From then on each is
 * sent a line of 64 characters once a second, spread over the second.
 */
#include "bench.h"
#include <poll.h>
#include <signal.h>

#define TICKS 100

static const char line[] = "0123456789012345678901234567890123456789012345678901234567890123\n";

int main(int count, char **arguments) {
    int number = count > 1 ? atoi(arguments[1]) : 1;
    int *sockets = calloc(number, sizeof *sockets);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    int listening = listen_any();
    for (int i = 0; i < number; i++) {
        sockets[i] = accept(listening, NULL, NULL);
        if (sockets[i] < 0) {
            fail("accept");
        }
    }
    printf("connected=%d\n", number);
    fflush(stdout);
    struct pollfd end = {.fd = 0, .events = POLLIN};
    for (int64_t tick = 0, start = nanos();; tick++) {
        for (int i = tick % TICKS; i < number; i += TICKS) {
            if (write(sockets[i], line, sizeof line - 1) < 0 && errno != EPIPE && errno != ECONNRESET) {
                fail("write");
            }
        }
        int64_t pause = start + (tick + 1) * (1000000000LL / TICKS) - nanos();
        if (poll(&end, 1, pause > 0 ? pause / 1000000 : 0) > 0) {
            return 0;
        }
    }
}
