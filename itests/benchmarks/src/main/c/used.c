/*
 * Runs a program, and when it ended says what it used: "cpu=MICROS rss=KIB" on the standard error. Ends it when told to end. With
 * "-o" before it, its output goes nowhere, and the line, on the standard output, has also when it was asked for and when it
 * ended: "asked=NANOS end=NANOS".
 */
#include "bench.h"
#include <signal.h>

static pid_t child;

static void end(int signal) {
    kill(child, signal);
}

int main(int count, char **arguments) {
    int quiet = count > 2 && !strcmp(arguments[1], "-o");
    int64_t asked = nanos();
    child = fork();
    if (child == 0) {
        if (quiet && !freopen("/dev/null", "w", stdout)) {
            fail("/dev/null");
        }
        execvp(arguments[1 + quiet], arguments + 1 + quiet);
        fail(arguments[1 + quiet]);
    }
    signal(SIGTERM, end);
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    FILE *out = quiet ? stdout : stderr;
    if (quiet) {
        fprintf(out, "asked=%lld end=%lld ", (long long)asked, (long long)nanos());
    }
    fprintf(out, "cpu=%lld rss=%ld\n", (long long)cpu_micros(RUSAGE_CHILDREN), used.ru_maxrss);
    return quiet ? WEXITSTATUS(status) : 0;
}
