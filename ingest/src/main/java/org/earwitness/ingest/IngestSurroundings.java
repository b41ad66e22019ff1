package org.earwitness.ingest;

import java.time.Clock;
import org.earwitness.ingest.roster.ReleasedFiles;
import org.earwitness.ingest.roster.SecretStore;

/**
 * What an ingest worker knows of where it runs.
 *
 * @param worker its name among the workers of a group; empty outside one
 * @param clock what time it is
 * @param secrets where {@code ${env:NAME}} and {@code ${file:PATH}} of the streams that there should be are looked up
 * @param files which files of this machine those streams may be
 */
public record IngestSurroundings(String worker, Clock clock, SecretStore secrets, ReleasedFiles files) {
    /** With all files. */
    public IngestSurroundings(String worker, Clock clock, SecretStore secrets) {
        this(worker, clock, secrets, ReleasedFiles.all());
    }
}
