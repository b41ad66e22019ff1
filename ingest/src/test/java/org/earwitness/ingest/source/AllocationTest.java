package org.earwitness.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.earwitness.ingest.source.MediaEvent.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a frame that nobody chooses costs on the heap. */
@Timeout(60)
class AllocationTest {
    /** The event itself and the few words around it; a picture of 320x240 has 115,200 bytes, 23 ms of sound have 2,048. */
    private static final long MOST_BYTES_A_FRAME = 192;

    private static final int WARM_EVENTS = 1_500;

    @TempDir
    Path folder;

    private static long bytesAnEvent(Path file) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long events = 0;
        long before = 0;
        long after = 0;
        try (FfmpegSource source = new FfmpegSource(
                new MediaAddress(file.toString()),
                new SourceLimits(10_000, 10_000, 1, 4_096, 224, 3),
                new SourceMeters(new SimpleMeterRegistry()))) {
            for (MediaEvent event = source.next(); !(event instanceof Ended); event = source.next()) {
                if (++events == WARM_EVENTS) {
                    before = threads.getThreadAllocatedBytes(self);
                } else if (events == 2 * WARM_EVENTS) {
                    after = threads.getThreadAllocatedBytes(self);
                }
            }
        }
        assertThat(events).isGreaterThan(2 * WARM_EVENTS);
        return (after - before) / WARM_EVENTS;
    }

    @Test
    void aFrameThatNobodyChoosesLeavesNextToNothingOnTheHeap() {
        Path file = new MediaFiles(folder)
                .make("frames.mkv", "-f lavfi -i testsrc2=size=320x240:rate=100:duration=40 -c:v mpeg4");

        assertThat(bytesAnEvent(file)).as("bytes a frame").isLessThan(MOST_BYTES_A_FRAME);
    }

    @Test
    void soundLeavesNextToNothingOnTheHeap() {
        Path file = new MediaFiles(folder)
                .make("sound.mkv", "-f lavfi -i sine=frequency=440:sample_rate=44100:duration=90 -c:a aac");

        assertThat(bytesAnEvent(file)).as("bytes a run of samples").isLessThan(MOST_BYTES_A_FRAME);
    }
}
