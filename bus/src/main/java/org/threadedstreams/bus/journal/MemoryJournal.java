package org.threadedstreams.bus.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * A ring in memory that ends with the process. It takes about as much memory as it holds bytes.
 */
public final class MemoryJournal implements Journal {

    private final String id = "memory-" + UUID.randomUUID();
    private final Ring ring = new Ring(0);
    private final Gaps missed = new Gaps();
    private final KeptErrors errors = new KeptErrors();
    private long maxBytes;
    private volatile long gaps;
    private volatile long sessions;

    public MemoryJournal(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public long earliest() {
        return ring.earliest();
    }

    @Override
    public long end() {
        return ring.end();
    }

    @Override
    public long gaps() {
        return gaps;
    }

    @Override
    public long sessions() {
        return sessions;
    }

    @Override
    public void beginSession(long number) {
        sessions = number;
    }

    @Override
    public void append(ByteBuffer bytes, long time) {
        ring.append(bytes, time);
        trim();
    }

    @Override
    public void missed(long bytes, String cause) {
        missed.missed(end(), bytes, cause);
        countGaps();
    }

    @Override
    public void configure(JournalSettings settings) {
        maxBytes = settings.maxBytes();
        trim();
    }

    private void trim() {
        long before = earliest();
        ring.trim(maxBytes);
        while (missed.missedCount() > Gaps.MOST && ring.dropOldest()) {
            missed.forget(earliest());
        }
        if (earliest() != before) {
            missed.forget(earliest());
            countGaps();
        }
    }

    private void countGaps() {
        gaps = missed.count(earliest());
    }

    @Override
    public Slice read(long from, int max) {
        return missed.read(from, max, earliest(), end(), ring::copy);
    }

    @Override
    public long offsetAt(long time) {
        return ring.offsetAt(time);
    }

    @Override
    public byte[] tail(long from, int max) {
        return ring.copy(Math.max(Math.max(from, earliest()), end() - max), end());
    }

    @Override
    public void keepError(String json) {
        errors.add(json);
    }

    @Override
    public List<String> errors() {
        return errors.all();
    }

    @Override
    public void close() {
        // It holds nothing but memory.
    }
}
