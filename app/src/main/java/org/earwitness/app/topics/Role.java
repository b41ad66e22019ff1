package org.earwitness.app.topics;

import java.util.Locale;

/** Who works with a cluster, each with a login of its own. */
public enum Role {
    /** Who runs {@code topics plan|apply}: makes topics and sets their settings. Gives nobody rights. */
    ADMIN,
    /** {@code ingest}: reads media and writes segments. */
    INGEST,
    /** {@code localize}: segments in, events and intervals out. */
    LOCALIZE,
    /** A subscriber of what comes out; reads no media. */
    READER,
    /** {@code page} and {@code clip}: what comes out, with its pictures. */
    DASHBOARD,
    /** Who steps in: {@code sources}, {@code models} and {@code rejected}. */
    OPERATOR,
    /** {@code replay}: stored segments once more, into topics of its own. */
    REPLAY;

    /** The name on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
