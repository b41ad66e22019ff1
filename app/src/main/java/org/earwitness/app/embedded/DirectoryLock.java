package org.earwitness.app.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One broker a directory. Kafka takes a lock of its own, but only after its metadata log was opened, and two writers had then
 * already damaged it.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "embedded.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock of a directory, which is made when it is missing.
     *
     * @throws EmbeddedFailure when another process, or this one, has it
     */
    static DirectoryLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                channel.close();
                throw new EmbeddedFailure(
                        "another embedded broker uses " + directory + ". Stop it, or name another directory");
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new EmbeddedFailure(
                    "the directory of the embedded broker cannot be used: " + e.getMessage()
                            + ". Check rights and space, or name another one",
                    e);
        }
    }

    /** Whether a process that runs has the lock of a directory; takes nothing. */
    static boolean isHeld(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return isTaken(channel); // closing gives back what trying took
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true; // this very JVM holds it
        }
    }

    /** Gives the lock back; it goes with the process too. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new EmbeddedFailure("the lock of the embedded broker's directory cannot be given back", e);
        }
    }
}
