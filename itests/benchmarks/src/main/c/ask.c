/* The limit of waiting for a prompt: connects to a port, N times writes a line and reads until "ready> " is there. */
#include "bench.h"

#define PROMPT "ready> "

int main(int count, char **arguments) {
    char got[4096];
    int times = count > 2 ? atoi(arguments[2]) : 1;
    int64_t *took = calloc(times, sizeof *took);
    int with = connect_to(atoi(arguments[1]));
    for (int i = 0; i < times; i++) {
        int64_t start = nanos();
        size_t length = 0;
        write_all(with, "status\n", 7);
        do {
            ssize_t more = read(with, got + length, sizeof got - 1 - length);
            if (more <= 0) {
                fail("read");
            }
            length += more;
            got[length] = 0;
        } while (!strstr(got, PROMPT));
        took[i] = nanos() - start;
    }
    long long cpu = cpu_micros(RUSAGE_SELF);
    qsort(took, times, sizeof *took, ascending);
    printf("median=%lld p99=%lld cpu=%lld rss=%ld\n", (long long)took[times / 2], (long long)took[times * 99LL / 100], cpu,
           peak_kib());
    return 0;
}
