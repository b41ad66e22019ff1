package org.earwitness.ingest.source;

/** What RTSP carries media over; other protocols have no choice. */
public enum Transport {
    /** Nothing is lost or reordered, and it passes firewalls. */
    TCP,
    /** Less delay; what the network loses is lost. */
    UDP
}
