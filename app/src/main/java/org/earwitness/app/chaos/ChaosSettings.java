package org.earwitness.app.chaos;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * What is tried, and how much of it there is.
 *
 * @param home folder of the project
 * @param registryHome folder of the unpacked registry
 * @param pack model pack of the localizers
 * @param media files that the streams play again and again
 * @param streams how many streams there are
 * @param instances how many localizers share them
 * @param localizerFlags further flags of every localizer
 */
record ChaosSettings(
        Path home,
        Path registryHome,
        Path pack,
        List<Path> media,
        int streams,
        int instances,
        List<String> localizerFlags) {
    /** Partitions of each topic: few, so that every instance has some and a start is quick. */
    static final int PARTITIONS = 4;

    /** Stream threads of each localizer. */
    static final int THREADS = 2;

    ChaosSettings {
        media = List.copyOf(media);
        localizerFlags = List.copyOf(localizerFlags);
    }

    /**
     * Name of a stream, counted from 0: its file's with its number, and a letter that puts it into the next partition, so that
     * every instance has streams and every fault hits some.
     */
    String stream(int number) {
        String file = String.valueOf(media.get(number % media.size()).getFileName());
        String name = file.replaceFirst("\\.[^.]*$", "") + "-" + (number + 1);
        for (char letter = 'a'; letter <= 'z'; letter++) {
            byte[] key = (name + letter).getBytes(StandardCharsets.UTF_8);
            if (BuiltInPartitioner.partitionForKey(key, PARTITIONS) == number % PARTITIONS) {
                return name + letter;
            }
        }
        return name;
    }

    /** The file that a stream plays. */
    Path file(int number) {
        return media.get(number % media.size()).toAbsolutePath();
    }
}
