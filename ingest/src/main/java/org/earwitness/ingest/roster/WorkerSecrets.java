package org.earwitness.ingest.roster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The environment and the files of the machine that a worker runs on. Any thread.
 *
 * <p>Who may write to {@code av.sources} must not read all that a worker knows by sending it to an address of their own: for such
 * a list only variables whose names begin in a certain way, and files of certain folders, are secrets of sources.
 */
public final class WorkerSecrets implements SecretStore {
    private static final long MOST_BYTES = 64 * 1024;

    private final Map<String, String> environment;
    private final Optional<Released> released;

    /**
     * What may be given to sources.
     *
     * @param beginnings how names of variables begin
     * @param folders folders of files, themselves or anything below
     */
    public record Released(List<String> beginnings, List<Path> folders) {
        public Released {
            beginnings = List.copyOf(beginnings);
            folders = List.copyOf(folders);
        }
    }

    private WorkerSecrets(Map<String, String> environment, Optional<Released> released) {
        this.environment = Map.copyOf(environment);
        this.released = released;
    }

    /** Everything, for a list that stands on the same machine. */
    public static WorkerSecrets all(Map<String, String> environment) {
        return new WorkerSecrets(environment, Optional.empty());
    }

    /** What is released only, for a list that others write. */
    public static WorkerSecrets of(Map<String, String> environment, Released released) {
        return new WorkerSecrets(environment, Optional.of(released));
    }

    @Override
    public Optional<String> variable(String name) {
        released.filter(limits -> limits.beginnings().stream().noneMatch(name::startsWith))
                .ifPresent(limits -> {
                    throw new MissingSecret("the environment variable " + name + " is not released to sources: "
                            + (limits.beginnings().isEmpty()
                                    ? "none is"
                                    : "only those that begin with " + String.join(", ", limits.beginnings()))
                            + ". Rename it, or set secrets.variables.");
                });
        return Optional.ofNullable(environment.get(name));
    }

    @Override
    public Optional<String> file(String path) {
        Path file = Path.of(path);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            // The real one: a link or ".." in a path must not lead out of the folders.
            Path real = file.toRealPath();
            if (released.isPresent() && !isReleased(real, released.get().folders())) {
                throw new MissingSecret("the secret file " + path + " is not released to sources: it is in none of "
                        + released.get().folders() + ". Move it, or set secrets.folders.");
            }
            if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS) || Files.size(real) > MOST_BYTES) {
                throw new MissingSecret("the secret file " + path + " is no file of at most 64 KiB.");
            }
            return Optional.of(Files.readString(real).replaceFirst("\\R$", ""));
        } catch (IOException unreadable) {
            throw new MissingSecret("the secret file " + path
                    + " cannot be read by this worker. Check its rights, and that it is UTF-8 text.");
        }
    }

    private static boolean isReleased(Path real, List<Path> folders) throws IOException {
        for (Path folder : folders) {
            if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
                return true;
            }
        }
        return false;
    }
}
