/*
 * The limit of reading: connects to a port and counts to the end, or until nothing came for three seconds: ser2net does not pass
 * an end on. Says when the last byte was there, and what it cost: "end=NANOS bytes=N cpu=MICROS rss=KIB". With a folder it also appends
 * all of it to files of 64 MiB there, at most four: new ones, or with the word "over" those that are there.
 */
#include "bench.h"

#define PIECE 65536
#define FILE_BYTES (64 << 20)

static int segment(const char *folder, int number, int flags) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%d", folder, number);
    int file = open(path, O_WRONLY | O_CREAT | flags, 0600);
    if (file < 0) {
        fail(path);
    }
    return file;
}

int main(int count, char **arguments) {
    static char piece[PIECE];
    const char *folder = count > 2 ? arguments[2] : NULL;
    int flags = count > 3 && strcmp(arguments[3], "over") == 0 ? 0 : O_TRUNC;
    long long bytes = 0, inFile = 0;
    int number = 0, file = folder ? segment(folder, number, flags) : -1;
    int from = connect_to(atoi(arguments[1]));
    struct timeval quiet = {.tv_sec = 3};
    int64_t end = nanos();
    ssize_t got;
    setsockopt(from, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet);
    while ((got = read(from, piece, PIECE)) > 0) {
        end = nanos();
        bytes += got;
        if (folder) {
            write_all(file, piece, got);
            inFile += got;
            if (inFile >= FILE_BYTES) {
                close(file);
                file = segment(folder, ++number % 4, flags);
                inFile = 0;
            }
        }
    }
    printf("end=%lld bytes=%lld cpu=%lld rss=%ld\n", (long long)end, bytes, (long long)cpu_micros(RUSAGE_SELF),
           peak_kib());
    return 0;
}
