package org.earwitness.ingest.source;

/** What kind of thing went wrong with a source, so that people are told in plain words and a supervisor knows whether to try again. */
public enum FailureCause {
    AUTHENTICATION("it refused the credentials", true),
    NOT_FOUND("there is nothing under that address", true),
    REFUSED("nobody listens there", true),
    UNREACHABLE("the network does not reach it", true),
    DNS("its name cannot be resolved", true),
    TLS("the TLS handshake failed", true),
    TIMEOUT("it gave nothing in time", true),
    CODEC("no decoder fits its tracks", true),
    NO_TRACKS("it has neither a picture nor a sound track", true),
    GARBAGE("what it sends is not media", true),
    BROKEN("the connection broke", true),
    TIME_STAMPS("its time stamps make no sense", true),
    /** Kafka did not take its segments. */
    PUBLISHING("Kafka did not take its segments", true),
    LIMIT("it is larger than the limits allow", false),
    OPTION("an option is not known to FFmpeg", false),
    PROTOCOL("its protocol is not allowed", false),
    CREDENTIALS("a credential is not to be found", false),
    STOPPED("it was stopped", false),
    OTHER("it failed", true);

    private final String words;
    private final boolean passing;

    FailureCause(String words, boolean passing) {
        this.words = words;
        this.passing = passing;
    }

    /** The cause in plain words, to stand after the name of a stream. */
    public String words() {
        return words;
    }

    /** Whether it may go away by itself; what does not is not tried again until somebody changes the stream. */
    public boolean isPassing() {
        return passing;
    }
}
