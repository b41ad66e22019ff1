package org.earwitness.app.demo;

/** What has to happen before the first event is on the page, in the order in which it is shown. */
enum StartStep {
    CLUSTER(0, "Broker and schema registry"),
    PACK(1, "Model pack"),
    STREAMS(2, "Sample streams"),
    EVENTS(3, "First event");

    private final int place;
    private final String title;

    StartStep(int place, String title) {
        this.place = place;
        this.title = title;
    }

    /** Where the page shows it, from 0. */
    int place() {
        return place;
    }

    /** What the page calls it. */
    String title() {
        return title;
    }

    /** How far a step is. */
    enum State {
        WAITING,
        GOING,
        DONE,
        FAILED
    }
}
