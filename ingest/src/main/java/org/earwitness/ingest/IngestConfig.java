package org.earwitness.ingest;

import static java.util.Map.entry;

import java.util.Map;
import org.earwitness.ingest.clip.ClipConfig;
import org.earwitness.ingest.publish.Overflow;
import org.earwitness.ingest.publish.PublishLimits;
import org.earwitness.ingest.source.SourceLimits;

/**
 * How streams are read and cut into segments.
 *
 * @param framesPerSecond JPEG frames a segment carries
 * @param frameSize width and height that frames are squashed to, pixels
 * @param jpegQuantizer how strongly JPEG frames are compressed, FFmpeg's 2 (best) to 31
 * @param maxLeadMillis how far sound or picture may be ahead of the other, milliseconds of media
 * @param openTimeoutMillis longest that opening a source may take, milliseconds
 * @param readTimeoutMillis longest that a source may give nothing, milliseconds
 * @param decoderThreads threads of each stream's video decoder
 * @param maxDimension largest width or height that is decoded, pixels
 * @param queueBytes most bytes of one stream that wait for Kafka
 * @param overflow what happens when they would be more
 * @param publishTimeoutMillis longest that a stream waits for Kafka, milliseconds
 * @param closeTimeoutMillis longest that closing waits for the streams, milliseconds
 * @param live how streams that stay are watched
 * @param clips where the original media is kept
 */
public record IngestConfig(
        int framesPerSecond,
        int frameSize,
        int jpegQuantizer,
        long maxLeadMillis,
        long openTimeoutMillis,
        long readTimeoutMillis,
        int decoderThreads,
        int maxDimension,
        long queueBytes,
        Overflow overflow,
        long publishTimeoutMillis,
        long closeTimeoutMillis,
        LiveConfig live,
        ClipConfig clips) {

    public static final IngestConfig DEFAULTS = new IngestConfig(
            4,
            224,
            3,
            10_000,
            10_000,
            10_000,
            1,
            8_192,
            4L * 1024 * 1024,
            Overflow.BLOCK,
            120_000,
            15_000,
            LiveConfig.DEFAULTS,
            ClipConfig.DEFAULTS);

    public IngestConfig {
        within("framesPerSecond", framesPerSecond, 1, 60, "Use 4, what the packs that ship take");
        within("frameSize", frameSize, 32, 1_024, "Use 224, what the packs that ship take");
        require(frameSize % 2 == 0, "frameSize", frameSize, "JPEG halves the colours, so it must be even", "Use 224");
        within("jpegQuantizer", jpegQuantizer, 2, 31, "Use 3");
        within("maxLeadMillis", maxLeadMillis, 1_000, 60_000, "Use 10000");
        within("openTimeoutMillis", openTimeoutMillis, 100, 300_000, "Use 10000");
        within("readTimeoutMillis", readTimeoutMillis, 100, 300_000, "Use 10000");
        within("decoderThreads", decoderThreads, 1, 64, "Use 1");
        within("maxDimension", maxDimension, 16, 16_384, "Use 8192");
        within("queueBytes", queueBytes, 65_536, 1L << 30, "Use 4 MiB");
        within("publishTimeoutMillis", publishTimeoutMillis, 100, 3_600_000, "Use 120000");
        within("closeTimeoutMillis", closeTimeoutMillis, 100, 300_000, "Use 15000");
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.ofEntries(
                entry("framesPerSecond", "JPEG frames a segment carries; 4 is what the packs that ship look at."),
                entry("frameSize", "Width and height frames are squashed to; 224 is what the packs that ship take."),
                entry(
                        "jpegQuantizer",
                        "JPEG compression, 2 (best) to 31; 3 keeps a frame near 10 KB without visible loss."),
                entry(
                        "maxLeadMillis",
                        "How far sound or picture may lead the other; 10 s covers badly interleaved files in little memory."),
                entry(
                        "openTimeoutMillis",
                        "Longest that opening a source may take; slow cameras need several seconds."),
                entry(
                        "readTimeoutMillis",
                        "Longest that a source may give nothing; 10 s outlasts a camera's key frame pause."),
                entry(
                        "decoderThreads",
                        "Threads of each video decoder; 1, because streams side by side use all cores."),
                entry(
                        "maxDimension",
                        "Largest width or height decoded; 8192 passes 8K and stops what would fill the memory."),
                entry("queueBytes", "Most bytes of a stream waiting for Kafka; 4 MiB is about a minute of segments."),
                entry(
                        "overflow",
                        "What a full queue does: block reads more slowly and loses nothing, drop_oldest keeps up."),
                entry(
                        "publishTimeoutMillis",
                        "Longest a stream waits for Kafka; 2 minutes outlast a broker's restart."),
                entry(
                        "closeTimeoutMillis",
                        "Longest that closing waits for streams to finish; below usual stop limits."),
                entry("live", "How streams that stay are watched."),
                entry("clips", "Where the original media of the last minutes is kept, and for how long."));
    }

    /** Deadlines and sizes of the source of a stream. */
    public SourceLimits sourceLimits(StreamDefinition definition) {
        return definition.playback() == Playback.LIVE
                ? liveSourceLimits(definition.stallMillis().orElse(live.usualStallMillis(definition)))
                : sourceLimits();
    }

    SourceLimits sourceLimits() {
        return new SourceLimits(
                openTimeoutMillis, readTimeoutMillis, decoderThreads, maxDimension, frameSize, jpegQuantizer);
    }

    /** The same for a live source, whose deadlines are its watchdog's. */
    SourceLimits liveSourceLimits(long stallMillis) {
        return new SourceLimits(live.openMillis(), stallMillis, decoderThreads, maxDimension, frameSize, jpegQuantizer);
    }

    /** Bounds of the way of a live stream. */
    PublishLimits livePublishLimits() {
        return new PublishLimits(queueBytes, live.overflow(), publishTimeoutMillis);
    }

    PublishLimits publishLimits() {
        return new PublishLimits(queueBytes, overflow, publishTimeoutMillis);
    }

    private static void within(String setting, long value, long least, long most, String advice) {
        require(value >= least && value <= most, setting, value, "it is outside " + least + " to " + most, advice);
    }

    private static void require(boolean holds, String setting, Object value, String reason, String advice) {
        if (!holds) {
            throw new IllegalArgumentException(setting + " is " + value + ": " + reason + ". " + advice + ".");
        }
    }
}
