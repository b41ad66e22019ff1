package org.earwitness.app.demo;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** All browsers that listen, bounded in number, each with a bounded queue. Any thread. */
final class Audience {
    /** Two minutes of four streams. */
    static final int QUEUE_MESSAGES = 1_000;

    private final int most;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /** An audience of at most so many browsers. */
    Audience(int most) {
        this.most = most;
    }

    /** Lets a browser in and tells it these messages first; empty when there is no room. */
    synchronized Optional<Listener> admit(List<Message> first) {
        if (closed || listeners.size() >= most) {
            return Optional.empty();
        }
        Listener listener = new Listener(QUEUE_MESSAGES + first.size());
        first.forEach(listener::tell);
        listeners.add(listener);
        return Optional.of(listener);
    }

    /** The browser has gone. */
    void leave(Listener listener) {
        listener.end();
        listeners.remove(listener);
    }

    /** Tells everybody; whoever cannot take it is let go. */
    void tell(Message message) {
        for (Listener listener : listeners) {
            listener.tell(message);
        }
    }

    /** How many listen. */
    int size() {
        return listeners.size();
    }

    /** Sends everybody away; nobody is let in any more. */
    synchronized void close() {
        closed = true;
        listeners.forEach(Listener::end);
    }
}
