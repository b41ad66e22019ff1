package org.earwitness.ingest;

import java.util.OptionalLong;
import org.earwitness.ingest.roster.Redactor;
import org.earwitness.ingest.source.MediaEvent;
import org.earwitness.ingest.source.MediaSource;

/**
 * A source that was opened with secrets and says none of them, also where FFmpeg repeats them in a message of its own.
 *
 * @param media the source
 * @param redactor takes its secrets out of texts
 */
record DiscreetSource(MediaSource media, Redactor redactor) implements MediaSource {
    @Override
    public MediaEvent next() {
        MediaEvent event = media.next();
        return event instanceof MediaEvent.Failed failed
                ? new MediaEvent.Failed(failed.cause(), redactor.redacted(failed.reason()))
                : event;
    }

    @Override
    public OptionalLong lastDataNanos() {
        return media.lastDataNanos();
    }

    @Override
    public void interrupt() {
        media.interrupt();
    }

    @Override
    public void distrustTimeStamps() {
        media.distrustTimeStamps();
    }

    @Override
    public void close() {
        media.close();
    }
}
