package org.threadedstreams.faults.notice;

import java.util.List;

/** A scene put together from what it does. */
record Play(List<String> configuration, Strike strike, Act mending, List<AutoCloseable> peers) implements Scene {

    /** Something that happens; returns when, as {@link System#nanoTime} has it. */
    interface Strike {
        long at(Observer observer) throws Exception;
    }

    interface Act {
        void act() throws Exception;
    }

    /** Something that happens as soon as it is done. */
    static Strike now(Act act) {
        return observer -> {
            long now = System.nanoTime();
            act.act();
            return now;
        };
    }

    @Override
    public long strike(Observer observer) throws Exception {
        return strike.at(observer);
    }

    @Override
    public void mend() throws Exception {
        mending.act();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable peer : peers) {
            peer.close();
        }
    }
}
