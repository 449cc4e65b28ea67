/*
 * The limit of looking for a text: connects to a port, and looks for a text in what comes, by Knuth, Morris and Pratt:
 * "end=NANOS cpu=MICROS rss=KIB".
 */
#include "bench.h"

#define PIECE 65536

int main(int count, char **arguments) {
    static char piece[PIECE];
    int border[256] = {0};
    const char *text = count > 2 ? arguments[2] : "";
    int length = strlen(text);
    for (int i = 1, known = 0; i < length; i++) {
        while (known > 0 && text[i] != text[known]) {
            known = border[known - 1];
        }
        known += text[i] == text[known];
        border[i] = known;
    }
    int from = connect_to(atoi(arguments[1])), matched = 0;
    ssize_t got;
    while ((got = read(from, piece, PIECE)) > 0) {
        for (ssize_t i = 0; i < got; i++) {
            while (matched > 0 && piece[i] != text[matched]) {
                matched = border[matched - 1];
            }
            matched += piece[i] == text[matched];
            if (matched == length) {
                printf("end=%lld cpu=%lld rss=%ld\n", (long long)nanos(), (long long)cpu_micros(RUSAGE_SELF), peak_kib());
                return 0;
            }
        }
    }
    fail("it did not come");
}
