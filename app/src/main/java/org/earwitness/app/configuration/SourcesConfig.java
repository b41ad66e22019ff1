package org.earwitness.app.configuration;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.earwitness.ingest.roster.ReleasedFiles;

/**
 * What the records of {@code av.sources} may make a worker read.
 *
 * @param folders folders of its files
 */
public record SourcesConfig(List<Path> folders) {
    public static final SourcesConfig DEFAULTS = new SourcesConfig(List.of());

    public SourcesConfig {
        folders = List.copyOf(folders);
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "folders",
                "Folders of the files that av.sources may name as streams; none, because who writes there could have any media on"
                        + " a worker published. Streams of --config and --stream may name every file.");
    }

    /** What is released to sources. */
    public ReleasedFiles released() {
        return ReleasedFiles.of(folders);
    }
}
