package org.earwitness.app.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;

/** Faults of the connection, whatever is spoken over it. */
final class WireFaults {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int GARBAGE_BYTES = 8 * 1024;
    private static final Duration GARBAGE_PAUSE = Duration.ofMillis(20);
    /** The first bytes of a ServerHello in a record of TLS 1.2. */
    private static final byte[] SERVER_HELLO = {0x16, 3, 3, 0, 0x7a, 2, 0, 0, 0x76, 3, 3};

    private WireFaults() {}

    static void none(Visit visit) throws IOException {
        visit.flow().pass(visit.out(), Long.MAX_VALUE);
    }

    static void silence(Visit visit) throws IOException {
        visit.misbehave();
        visit.listenInSilence();
    }

    static void stall(Visit visit) throws IOException {
        visit.goodStart();
        visit.misbehave();
        visit.listenInSilence();
    }

    static void halfOpen(Visit visit) throws IOException, InterruptedException {
        visit.goodStart();
        visit.misbehave();
        visit.hold();
    }

    static void resetAtTheStart(Visit visit) throws IOException {
        visit.misbehave();
        visit.reset();
    }

    static void resetInTheMiddle(Visit visit) throws IOException {
        visit.goodStart();
        visit.misbehave();
        visit.reset();
    }

    static void close(Visit visit) {
        visit.misbehave();
    }

    static void dribble(Visit visit) throws IOException, InterruptedException {
        Flow flow = visit.flow();
        visit.misbehave();
        while (true) {
            flow.pass(visit.out(), 1);
            visit.pause(SECOND);
        }
    }

    static void garbageInstead(Visit visit) throws IOException, InterruptedException {
        visit.begin();
        visit.misbehave();
        garbage(visit);
    }

    static void garbageAfterTheStart(Visit visit) throws IOException, InterruptedException {
        visit.goodStart();
        visit.misbehave();
        garbage(visit);
    }

    static void tlsHandshake(Visit visit) throws IOException, InterruptedException {
        visit.misbehave();
        for (int at = 0; true; at++) {
            visit.out().write(at < SERVER_HELLO.length ? SERVER_HELLO[at] : 0);
            visit.out().flush();
            visit.pause(SECOND);
        }
    }

    /** About 400 KB a second, like a camera with a high rate; always the same. */
    static void garbage(Visit visit) throws IOException, InterruptedException {
        Random chance = new Random(1);
        byte[] bytes = new byte[GARBAGE_BYTES];
        while (true) {
            chance.nextBytes(bytes);
            visit.out().write(bytes);
            visit.pause(GARBAGE_PAUSE);
        }
    }
}
