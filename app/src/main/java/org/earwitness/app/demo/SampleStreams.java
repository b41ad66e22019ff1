package org.earwitness.app.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.ingest.StreamSource;

/**
 * The media that {@code demo} plays as if it were live.
 *
 * @param files MP4 files, by name
 */
record SampleStreams(List<Path> files) {
    SampleStreams {
        files = List.copyOf(files);
    }

    /**
     * All MP4 files of a folder.
     *
     * @throws CommandFailed when there is none
     */
    static SampleStreams in(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> files = found.filter(file -> file.toString().endsWith(".mp4"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw CommandFailed.unusableInput("there are no MP4 files in " + folder.toAbsolutePath()
                        + ". Name a folder with some by --samples, or run ./earwitness from the project it came with.");
            }
            return new SampleStreams(files);
        } catch (IOException unreadable) {
            throw CommandFailed.unusableInput("the sample streams in " + folder.toAbsolutePath() + " cannot be read ("
                    + unreadable.getMessage()
                    + "). Name a folder with some by --samples, or run ./earwitness from the project it came with.");
        }
    }

    /**
     * Each file as a stream that is looped in real time.
     *
     * @param openedAtSecond Unix second at which they are opened: their segments count from it
     */
    List<StreamSource> openedAt(long openedAtSecond) {
        return files.stream()
                .map(file -> StreamSource.looped(Objects.toString(file.getFileName()), file.toString(), openedAtSecond))
                .toList();
    }
}
