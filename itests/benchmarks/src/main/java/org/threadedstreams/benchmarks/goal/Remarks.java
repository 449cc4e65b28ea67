package org.threadedstreams.benchmarks.goal;

import java.util.List;
import java.util.Optional;
import org.threadedstreams.benchmarks.workload.FanOut;
import org.threadedstreams.benchmarks.workload.ManyStreams;
import org.threadedstreams.benchmarks.workload.Prompt;
import org.threadedstreams.benchmarks.workload.SerialEcho;
import org.threadedstreams.benchmarks.workload.SerialIngest;
import org.threadedstreams.benchmarks.workload.Ssh;
import org.threadedstreams.benchmarks.workload.TcpIngest;

/** What is known of goals that are hard to meet: what the profile shows, what was tried, and what it would take. Stateless. */
public final class Remarks {

    private static final List<Remark> ALL = List.of(
            new Remark(
                    TcpIngest.NAME,
                    TcpIngest.row("memory", "false", "read"),
                    "The profile shows the read from the socket and the copy out of Netty's pool, which the bare library has too; then"
                            + " the memory that the ring keeps, where the bare library writes again and again over what the"
                            + " processor's cache holds, and waking the consumer. Taken out: a wake-up for each chunk (what one turn of"
                            + " the event loop reads is published together), the hop to the consumer (the session connects on its"
                            + " loop), wake-ups of loops that have no consumer, arrays filled with zeros before they are filled,"
                            + " copies of headers, and a future for each message. In the first rounds the profile shows compiling"
                            + " too, and the system's counters pages of the growing heap that are touched for the first time; with"
                            + " fewer contenders, so more rounds at a time, the row comes close to the goal. Tried in vain: other"
                            + " collectors, and a young generation that fits the cache. It would take buffers that the ring gives"
                            + " back to a pool, so counted references in the contract of transports, which consumers on the bus do not keep."),
            new Remark(
                    TcpIngest.NAME,
                    TcpIngest.row("disk", "false", "read"),
                    "The profile shows the write to the file, the JDK's copy to native memory before it, and the wake-ups from event"
                            + " loop to disk thread and from there to the consumer; sender, loop and disk thread share two"
                            + " processors. It is faster than the plain program that appends to new files, because full journals write"
                            + " over their oldest segment. Taken out: wake-ups, as in memory; one of an idle event loop for each chunk,"
                            + " to which Vert.x reported that it had been published; and the thread that was busy last is woken"
                            + " first. It would take writing on the event loop, which a stalled disk would then stop for all streams,"
                            + " or buffers in native memory from the socket to the file, so counted references as above."),
            new Remark(
                    FanOut.NAME,
                    FanOut.MEMORY,
                    "The profile shows reading, as with one consumer; handing chunks to all of them is some hundredths of it, as they"
                            + " get the same buffer and headers, and CPU for each GB stays about the same. The rates of single rounds"
                            + " differ more from each other than sixteen consumers from one, depending on which processors the"
                            + " sender and the event loop are given. Tried: longer sendings and more of them before, which narrowed"
                            + " it. It would take a machine with more processors than threads that are busy."),
            new Remark(
                    Prompt.NAME,
                    Prompt.DISK,
                    "Threads are woken four times on the way (event loop to write, again to read, disk, caller), the plain program"
                            + " once; and that one takes a quarter of its time where the system keeps it on its peer's processor,"
                            + " which makes the ratio swing. Taken out: the disk's thread when writing, event loops between the stream and"
                            + " a handle, and the caller's sleep where answers come soon. It would take fewer threads than there"
                            + " are duties."),
            new Remark(
                    SerialEcho.NAME,
                    SerialEcho.DISK,
                    "As the prompt over TCP, with one thread more: a serial port is written by a thread of its own, because a native"
                            + " call that hangs is given up together with its thread, and another one reads. Taken out: the event"
                            + " loop between a handle and that thread. One is still woken beside, to set the timer of each request"
                            + " in Vert.x. It would take native calls that can be told not to wait, and requests without a timer."),
            new Remark(
                    SerialIngest.NAME,
                    SerialIngest.DISK,
                    "A pseudo-terminal gives some KiB at a time, and each time the disk's thread and the consumer's are woken, on two"
                            + " processors that the sender and the relay between the terminals need as well. Real lines are"
                            + " hundreds of times slower. It would take a reader that holds bytes back while more come,"
                            + " which costs latency where it counts."),
            new Remark(
                    Ssh.NAME,
                    Ssh.DISK,
                    "The profile shows decryption, window adjustments and MINA's decoding, as in the bare library, then the file. Taken"
                            + " out: MINA's stream between channel and stream, whose copies and whose future for each"
                            + " piece (and a logger for each future) cost a fifth. What is left is mostly code that is not compiled"
                            + " yet when a session is short: the ratio rises with the rounds."),
            new Remark(
                    ManyStreams.NAME,
                    ManyStreams.GATEWAY,
                    "Memory: as in the bare library, a queue with room for a thousand messages in each socket; then a consumer for each of"
                            + " a stream's addresses, its settings as FileInstall, ConfigAdmin and the stream keep them, small"
                            + " objects by the hundred, and the room that G1 keeps in the heap and beside it. CPU: for each line"
                            + " the profile shows opening and closing the segment's file (not all of so many stay open), the"
                            + " write, the look whether the folder is still there, waking the disk's thread, and G1's work on what"
                            + " long-lived objects are given. Taken out: a second write for each line's time, looking at every"
                            + " stream's file twice a second, buffers that outlive a long line, room for what may never come, and"
                            + " heap that is kept unused. It would take one consumer for all of a stream's requests, and files"
                            + " that several journals share, on which less, grep and tail would no longer work."));

    private Remarks() {}

    /** On what a contender does in a workload. */
    public static Optional<String> on(String workload, String contender) {
        return ALL.stream()
                .filter(remark ->
                        remark.workload().equals(workload) && remark.contender().equals(contender))
                .map(Remark::text)
                .findFirst();
    }

    /** Every one. */
    public static List<Remark> all() {
        return ALL;
    }

    /** What is known of one contender. */
    public record Remark(String workload, String contender, String text) {}
}
