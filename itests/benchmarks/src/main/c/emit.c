/*
 * Writes so many bytes to its standard output as fast as they go, as a command of an SSH session: how many stands in the first
 * file, and when it began is written to the second: "start=NANOS".
 */
#include "bench.h"

#define PIECE 65536

int main(int count, char **arguments) {
    static char piece[PIECE];
    long long left = 0;
    FILE *size = count > 2 ? fopen(arguments[1], "r") : NULL;
    if (!size || fscanf(size, "%lld", &left) != 1) {
        fail("size");
    }
    FILE *start = fopen(arguments[2], "w");
    fprintf(start, "start=%lld\n", (long long)nanos());
    fclose(start);
    for (int i = 0; i < PIECE; i++) {
        piece[i] = i % 64 == 63 ? '\n' : 'a' + i * 7 % 26;
    }
    for (; left > 0; left -= PIECE) {
        write_all(1, piece, left < PIECE ? left : PIECE);
    }
    return 0;
}
