package org.earwitness.ingest;

import org.earwitness.schemas.StreamCondition;

/**
 * What a stream is doing; every change goes to {@code av.streams} with its reason.
 *
 * <pre>
 * Connecting ──▶ Live ──▶ Ended
 *     │           ├─────▶ Stopped
 *     └───────────┴─────▶ Failed
 * </pre>
 */
sealed interface StreamState {
    /** How the topic names it. */
    StreamCondition condition();

    /** Why, in plain words. */
    String reason();

    /** Being opened; nothing has come yet. */
    record Connecting() implements StreamState {
        Live received(String tracks) {
            return new Live(tracks);
        }

        Failed failed(String reason) {
            return new Failed(reason);
        }

        Stopped stopped() {
            return new Stopped();
        }

        @Override
        public StreamCondition condition() {
            return StreamCondition.CONNECTING;
        }

        @Override
        public String reason() {
            return "being opened";
        }
    }

    /**
     * Gives media.
     *
     * @param tracks what was found, in words
     */
    record Live(String tracks) implements StreamState {
        Ended ended() {
            return new Ended();
        }

        Failed failed(String reason) {
            return new Failed(reason);
        }

        Stopped stopped() {
            return new Stopped();
        }

        @Override
        public StreamCondition condition() {
            return StreamCondition.LIVE;
        }

        @Override
        public String reason() {
            return "media is coming";
        }
    }

    /** The media is over. */
    record Ended() implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.ENDED;
        }

        @Override
        public String reason() {
            return "the media is over";
        }
    }

    /** Was stopped from outside. */
    record Stopped() implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.STALLED;
        }

        @Override
        public String reason() {
            return "reading was stopped";
        }
    }

    /**
     * Cannot be opened, read on or published.
     *
     * @param reason why, in plain words without credentials
     */
    record Failed(String reason) implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.FAILED;
        }
    }
}
