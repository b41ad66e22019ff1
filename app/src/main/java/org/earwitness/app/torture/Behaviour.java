package org.earwitness.app.torture;

import java.io.IOException;

/** What a server does with one connection; runs on a thread of the connection's own, and the connection is closed after it. */
@FunctionalInterface
interface Behaviour {
    /**
     * Meets whoever connected.
     *
     * @throws IOException when the other side goes away, which is what most of them do
     * @throws InterruptedException when the server is closed meanwhile
     */
    void meet(Visit visit) throws IOException, InterruptedException;
}
