package org.earwitness.app.torture;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All faults at once, each behind a port of its own. */
final class FaultyServers implements AutoCloseable {
    private static final String UNKNOWN_HOST = "no-such-camera.invalid";

    private final List<FaultyServer> servers = new ArrayList<>();
    private final Media media;
    private final String host;

    private FaultyServers(Media media, String host) {
        this.media = media;
        this.host = host;
    }

    /**
     * A fault and one address to meet it at.
     *
     * @param name of the fault, with the protocol where it has several
     */
    record Door(String name, FaultyServer server, String url) {
        Fault fault() {
            return server.fault();
        }
    }

    /**
     * Starts them all, or none.
     *
     * @param portBase the first port; 0 for any free ones
     */
    static FaultyServers start(
            Media media, Optional<Visit.Upstream> upstream, InetAddress host, int portBase, Clock clock) {
        FaultyServers all = new FaultyServers(
                media,
                host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress().getHostAddress() : host.getHostAddress());
        boolean started = false;
        try {
            int port = portBase;
            for (Fault fault : Fault.values()) {
                all.servers.add(FaultyServer.start(fault, media, upstream, host, portBase == 0 ? 0 : port++, clock));
            }
            started = true;
            return all;
        } finally {
            if (!started) {
                all.close();
            }
        }
    }

    /** Every address of every fault, in the order of the faults. */
    List<Door> doors() {
        List<Door> doors = new ArrayList<>();
        for (FaultyServer server : servers) {
            Fault fault = server.fault();
            for (Fault.Scheme scheme : fault.schemes()) {
                String name = fault.schemes().size() == 1 ? fault.word() : fault.word() + "/" + scheme.word();
                String at = hostOf(fault);
                doors.add(new Door(name, server, scheme.url(at, server.port(), media)));
            }
        }
        return doors;
    }

    @Override
    public void close() {
        servers.forEach(FaultyServer::close);
    }

    /** A certificate proves nothing of a number, so that what is wrong with TLS would not even be tried. */
    private String hostOf(Fault fault) {
        if (fault == Fault.UNKNOWN_NAME) {
            return UNKNOWN_HOST;
        }
        boolean isTls = fault == Fault.TLS_HANDSHAKE || fault == Fault.NO_TLS;
        return isTls && host.equals(InetAddress.getLoopbackAddress().getHostAddress()) ? "localhost" : host;
    }
}
