package org.threadedstreams.client.search;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * All the literals among some targets, by Aho and Corasick's automaton: linear in the bytes scanned, whatever they are and however
 * they are split. With one literal this is Knuth, Morris and Pratt's. One thread at a time.
 *
 * <p>A node is a prefix of a literal, node 0 the empty one; its children are a list, since nearly all nodes have but one.
 */
final class Literals {
    private static final int NONE = -1;

    private final int[] root = new int[256];
    private final byte[] label;
    private final int[] child;
    private final int[] sibling;
    private final int[] depth;
    /** The node of the longest proper suffix that is a prefix too. */
    private final int[] shorter;
    /** The target that ends here, the longest if several do: it starts first. */
    private final int[] found;

    private final int[] lengths;

    private int nodes = 1;
    private int node;
    private long offset;
    private long steps;

    /** @param startOffset the offset of the first byte that will be scanned */
    Literals(List<Target> targets, long startOffset) {
        lengths = targets.stream().mapToInt(Literals::length).toArray();
        int capacity = 1 + Arrays.stream(lengths).sum();
        label = new byte[capacity];
        child = new int[capacity];
        sibling = new int[capacity];
        depth = new int[capacity];
        shorter = new int[capacity];
        found = new int[capacity];
        Arrays.fill(found, NONE);
        offset = startOffset;
        for (int which = 0; which < targets.size(); which++) {
            if (targets.get(which) instanceof Literal literal) {
                add(literal.bytes(), which);
            }
        }
        link();
    }

    boolean isEmpty() {
        return nodes == 1;
    }

    /** Scans what follows; null: none of them ends here. Afterwards, with a hit, it is spent. */
    @Nullable
    Hit scan(byte[] bytes, int from, int to) {
        long shift = offset - from;
        Hit best = null;
        int at = from;
        while (at < to && (best == null || at + shift - depth[node] <= best.start())) {
            at = node == 0 ? skip(bytes, at, to) : step(bytes, at);
            if (found[node] != NONE) {
                Hit hit = hit(found[node], at + shift);
                best = hit.before(best) ? hit : best;
            }
        }
        offset += to - from;
        steps += at - from;
        return best;
    }

    /** The offset at which a literal that is not complete yet starts at the earliest. */
    long needed() {
        return offset - depth[node];
    }

    /** How many bytes and how many links were looked at: the work done. */
    long steps() {
        return steps;
    }

    /** From the root to behind the first byte that begins a literal. */
    private int skip(byte[] bytes, int from, int to) {
        int[] first = root;
        for (int at = from; at < to; at++) {
            int next = first[bytes[at] & 0xff];
            if (next != 0) {
                node = next;
                return at + 1;
            }
        }
        return to;
    }

    private int step(byte[] bytes, int at) {
        byte next = bytes[at];
        int to = child(node, next);
        while (to == 0 && node != 0) {
            node = shorter[node];
            to = child(node, next);
            steps++;
        }
        node = to;
        return at + 1;
    }

    /** 0 if there is none. */
    private int child(int parent, byte next) {
        if (parent == 0) {
            return root[next & 0xff];
        }
        int to = child[parent];
        while (to != 0 && label[to] != next) {
            to = sibling[to];
        }
        return to;
    }

    private Hit hit(int which, long end) {
        return new Hit(which, end - lengths[which], end, List.of());
    }

    private void add(byte[] literal, int which) {
        int to = 0;
        for (byte next : literal) {
            int known = child(to, next);
            to = known == 0 ? grow(to, next) : known;
        }
        found[to] = found[to] == NONE ? which : found[to];
    }

    private int grow(int parent, byte next) {
        int to = nodes++;
        label[to] = next;
        depth[to] = depth[parent] + 1;
        if (parent == 0) {
            root[next & 0xff] = to;
        } else {
            sibling[to] = child[parent];
            child[parent] = to;
        }
        return to;
    }

    /** Breadth first, so that the shorter prefixes are linked before those that are built on them. */
    private void link() {
        Queue<Integer> next = new ArrayDeque<>();
        Arrays.stream(root).filter(to -> to != 0).forEach(next::add);
        while (!next.isEmpty()) {
            int parent = next.remove();
            for (int to = child[parent]; to != 0; to = sibling[to]) {
                link(to, shorter[parent]);
                next.add(to);
            }
        }
    }

    private void link(int to, int candidate) {
        int prefix = candidate;
        while (prefix != 0 && child(prefix, label[to]) == 0) {
            prefix = shorter[prefix];
        }
        shorter[to] = child(prefix, label[to]);
        found[to] = found[to] == NONE ? found[shorter[to]] : found[to];
    }

    private static int length(Target target) {
        return target instanceof Literal literal ? literal.bytes().length : 0;
    }
}
