/*
 * A sender: listens, and sends each who connects as many bytes as the latest line of its input says, as fast as they go.
 * Says when it began: "start=NANOS". What it sends is text in lines of 64 characters; a second number N on the line has
 * the text "~END~" follow the bytes, once.
 */
#include "bench.h"
#include <signal.h>

#define BLOCK (1 << 18)
#define MARKER "~END~"

static char block[BLOCK];

static int send_all(int to, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(to, bytes, count, MSG_NOSIGNAL);
        if (sent <= 0) {
            return -1;
        }
        bytes += sent;
        count -= sent;
    }
    return 0;
}

int main(void) {
    long long bytes;
    int marker;
    char line[100];
    for (int i = 0; i < BLOCK; i++) {
        block[i] = i % 64 == 63 ? '\n' : 'a' + (i / 64 + i % 64 * 7) % 26;
    }
    int listening = listen_any();
    while (fgets(line, sizeof line, stdin)) {
        marker = 0;
        if (sscanf(line, "%lld %d", &bytes, &marker) < 1) {
            return 2;
        }
        int to = accept(listening, NULL, NULL);
        printf("start=%lld\n", (long long)nanos());
        fflush(stdout);
        for (long long left = bytes; left > 0;) {
            size_t piece = left < BLOCK ? left : BLOCK;
            if (send_all(to, block, piece)) {
                break;
            }
            left -= piece;
        }
        if (marker) {
            send_all(to, MARKER, strlen(MARKER));
        }
        /* The other side ends it, so that nothing is lost to a reset. */
        shutdown(to, SHUT_WR);
        while (recv(to, line, sizeof line, 0) > 0) {
        }
        close(to);
    }
    return 0;
}
