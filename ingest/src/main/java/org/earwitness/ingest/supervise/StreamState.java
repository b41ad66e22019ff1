package org.earwitness.ingest.supervise;

import java.util.Optional;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.schemas.StreamCondition;

/**
 * What a stream is doing; every change goes to {@code av.streams} with its reason.
 *
 * <pre>
 *                ┌────────────── the time has come ───────────────┐
 *                ▼                                                │
 * Connecting ─ opened, nothing comes ─▶ Silent                BackingOff
 *   │   │                                 │ │                    ▲  ▲
 *   │   └──── first media ──▶ Live ◀──────┘ │                    │  │
 *   │                         │ │ │         │                    │  │
 *   │          nothing for long │ └─ over ──┼─▶ Ended            │  │
 *   │                         ▼ │           ▼                    │  │
 *   │                      Stalled ─── given up, killed ─────────┘  │
 *   └──── failed ───────────────┴───────────────────────────────────┘
 *
 * From everywhere: a failure that no waiting mends ─▶ Failed; told to stop ─▶ Stopped.
 * </pre>
 */
public sealed interface StreamState {
    /** How the topic names it. */
    StreamCondition condition();

    /** Why, in plain words. */
    String reason();

    /** What kind of failure is behind it, if one is. */
    default Optional<FailureCause> cause() {
        return Optional.empty();
    }

    /** How many times the source was opened in a row without staying alive; 0 when it is alive. */
    default int attempt() {
        return 0;
    }

    /** Whether nothing can follow. */
    default boolean isOver() {
        return false;
    }

    /**
     * Being opened; nothing has come yet.
     *
     * @param attempt which one in a row, from 1
     */
    record Connecting(int attempt) implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.CONNECTING;
        }

        @Override
        public String reason() {
            return attempt == 1 ? "being opened" : "being opened, attempt " + attempt;
        }
    }

    /**
     * Open, but it has given nothing yet.
     *
     * @param attempt which one in a row, from 1
     */
    record Silent(int attempt) implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.SILENT;
        }

        @Override
        public String reason() {
            return "connected, but no media comes";
        }
    }

    /** Gives media. */
    record Live() implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.LIVE;
        }

        @Override
        public String reason() {
            return "media is coming";
        }
    }

    /**
     * Gave nothing for too long and is being killed.
     *
     * @param knownCause what kind of failure it is
     * @param attempt which one in a row; 0 if it was alive
     * @param reason after how long
     */
    record Stalled(FailureCause knownCause, int attempt, String reason) implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.STALLED;
        }

        @Override
        public Optional<FailureCause> cause() {
            return Optional.of(knownCause);
        }
    }

    /**
     * Waits before it is opened again.
     *
     * @param knownCause why it failed
     * @param attempt how many times in a row it failed
     * @param reason why, in words, and when it is tried again
     * @param retryAtMillis when that is, on the clock that the supervision is told
     * @param isBreakerOpen whether it has failed for so long that it is tried only now and then
     */
    record BackingOff(FailureCause knownCause, int attempt, String reason, long retryAtMillis, boolean isBreakerOpen)
            implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.BACKING_OFF;
        }

        @Override
        public Optional<FailureCause> cause() {
            return Optional.of(knownCause);
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

        @Override
        public boolean isOver() {
            return true;
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

        @Override
        public boolean isOver() {
            return true;
        }
    }

    /**
     * Cannot be opened, read on or published, and is not tried again.
     *
     * @param knownCause what kind of failure it is
     * @param reason why, in plain words without credentials
     */
    record Failed(FailureCause knownCause, String reason) implements StreamState {
        @Override
        public StreamCondition condition() {
            return StreamCondition.FAILED;
        }

        @Override
        public Optional<FailureCause> cause() {
            return Optional.of(knownCause);
        }

        @Override
        public boolean isOver() {
            return true;
        }
    }
}
