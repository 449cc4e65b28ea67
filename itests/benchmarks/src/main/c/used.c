/* Runs a program, and when it ended says what it used: "cpu=MICROS rss=KIB" on the standard error. Ends it when told to end. */
#include "bench.h"
#include <signal.h>

static pid_t child;

static void end(int signal) {
    kill(child, signal);
}

int main(int count, char **arguments) {
    (void)count;
    child = fork();
    if (child == 0) {
        execvp(arguments[1], arguments + 1);
        fail(arguments[1]);
    }
    signal(SIGTERM, end);
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    fprintf(stderr, "cpu=%lld rss=%ld\n", (long long)cpu_micros(RUSAGE_CHILDREN), used.ru_maxrss);
    return 0;
}
