package org.earwitness.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.LongFunction;
import org.earwitness.ingest.clip.ClipRecorder;
import org.earwitness.ingest.clip.Clips;
import org.earwitness.ingest.roster.MissingSecret;
import org.earwitness.ingest.roster.SecretReferences;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.FfmpegSource;
import org.earwitness.ingest.source.LoopedSource;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.source.SourceLimits;
import org.earwitness.ingest.source.SourceMeters;
import org.earwitness.ingest.source.SourceRefused;
import org.earwitness.ingest.source.SourceSettings;

/** Makes the source of each reading; called on the reader's thread. */
interface SourceOpening {
    /**
     * A source and what keeps its packets.
     *
     * @param media the source
     * @param clips told which segments are made of it
     */
    record OpenedSource(MediaSource media, ClipRecorder clips) {
        /** One of which nothing is kept. */
        static OpenedSource unkept(MediaSource media) {
            return new OpenedSource(media, ClipRecorder.NONE);
        }
    }

    /** A source that is read once. */
    OpenedSource open(StreamSource source);

    /**
     * The source of a stream that there should be.
     *
     * @param stallMillis longest that it may give nothing, milliseconds
     * @throws org.earwitness.ingest.source.SourceRefused when it cannot even be tried
     */
    OpenedSource open(StreamDefinition definition, long stallMillis);

    /**
     * Sources that FFmpeg reads.
     *
     * @throws IllegalStateException when FFmpeg's natives for this platform are not built in
     */
    static SourceOpening byFfmpeg(
            IngestConfig config, MeterRegistry registry, Clips clips, IngestSurroundings surroundings) {
        FfmpegSource.load();
        SourceMeters meters = new SourceMeters(registry);
        SourceLimits limits = config.sourceLimits();
        SecretReferences secrets = new SecretReferences(surroundings.secrets());
        return new SourceOpening() {
            @Override
            public OpenedSource open(StreamSource source) {
                MediaAddress address = new MediaAddress(source.address());
                ClipRecorder recorder = clips.recorder(source.stream());
                LongFunction<MediaSource> round = offsetMicros -> new FfmpegSource(
                        address,
                        SourceSettings.FILE,
                        limits,
                        meters,
                        surroundings.clock(),
                        Optional.of(recorder.shifted(offsetMicros)));
                return new OpenedSource(source.looped() ? new LoopedSource(round) : round.apply(0), recorder);
            }

            @Override
            public OpenedSource open(StreamDefinition definition, long stallMillis) {
                SecretReferences.Resolved resolved = resolved(secrets, definition);
                StreamDefinition full = resolved.definition();
                MediaAddress address = new MediaAddress(full.address());
                surroundings.files().refusal(address).ifPresent(why -> {
                    throw new SourceRefused(
                            FailureCause.PROTOCOL, "cannot open " + definition.shownAddress() + ": " + why);
                });
                SourceLimits bounds =
                        definition.playback() == Playback.LIVE ? config.liveSourceLimits(stallMillis) : limits;
                ClipRecorder recorder = clips.recorder(definition.stream());
                LongFunction<MediaSource> round = offsetMicros -> new FfmpegSource(
                        address,
                        full.settings(),
                        bounds,
                        meters,
                        surroundings.clock(),
                        Optional.of(recorder.shifted(offsetMicros)));
                MediaSource media = definition.playback() == Playback.LOOP ? new LoopedSource(round) : round.apply(0);
                return new OpenedSource(new DiscreetSource(media, resolved.redactor()), recorder);
            }
        };
    }

    private static SecretReferences.Resolved resolved(SecretReferences secrets, StreamDefinition definition) {
        try {
            return secrets.resolve(definition);
        } catch (MissingSecret missing) {
            throw new SourceRefused(
                    FailureCause.CREDENTIALS, "cannot open " + definition.shownAddress() + ": " + missing.reason());
        }
    }
}
