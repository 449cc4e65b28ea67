package org.threadedstreams.itests.peer;

/** A program that a peer is made of is not on this machine. Who runs the tests reports the test as skipped. */
public final class MissingTool extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MissingTool(String message) {
        super(message);
    }
}
