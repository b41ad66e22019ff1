package org.earwitness.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.ingest.StreamSource;

/** The media that {@code demo} plays as if it were live. */
final class SampleStreams {
    private SampleStreams() {}

    /**
     * All MP4 files of a folder, by name, each looped in real time.
     *
     * @param openedAtSecond Unix second at which they are opened
     * @throws CommandFailed when there is none
     */
    static List<StreamSource> in(Path folder, long openedAtSecond) {
        try (Stream<Path> files = Files.list(folder)) {
            List<StreamSource> streams = files.filter(file -> file.toString().endsWith(".mp4"))
                    .sorted()
                    .map(file -> StreamSource.looped(file.getFileName().toString(), file.toString(), openedAtSecond))
                    .toList();
            if (streams.isEmpty()) {
                throw CommandFailed.unusableInput("there are no MP4 files in " + folder.toAbsolutePath()
                        + ". Name a folder with some by --samples, or run ./earwitness from the project it came with.");
            }
            return streams;
        } catch (IOException unreadable) {
            throw CommandFailed.unusableInput("the sample streams in " + folder.toAbsolutePath() + " cannot be read ("
                    + unreadable.getMessage()
                    + "). Name a folder with some by --samples, or run ./earwitness from the project it came with.");
        }
    }
}
