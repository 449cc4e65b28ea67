/*
 * A peer with a prompt: listens, and answers every line that comes on a connection with "ready> ". One connection after the
 * other.
 */
#include "bench.h"

#define PROMPT "ready> "

int main(void) {
    char piece[4096];
    int one = 1;
    int listening = listen_any();
    for (;;) {
        int with = accept(listening, NULL, NULL);
        ssize_t got;
        setsockopt(with, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        while ((got = read(with, piece, sizeof piece)) > 0) {
            for (ssize_t i = 0; i < got; i++) {
                if (piece[i] == '\n') {
                    write_all(with, PROMPT, strlen(PROMPT));
                }
            }
        }
        close(with);
    }
}
