package org.earwitness.ingest.clip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A piece as two files, its media and its index. What it does is done by the disk's thread, in order. */
final class PieceFile implements PieceWriter {
    private final DiskWriter disk;
    private final Path folder;
    private final Path media;
    private final Path index;
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean givenUp;

    /** The disk's thread alone. */
    private @Nullable FileChannel mediaChannel;

    private @Nullable FileChannel indexChannel;
    private boolean refused;
    private long written;

    PieceFile(DiskWriter disk, Path folder, String number) {
        this.disk = disk;
        this.folder = folder;
        this.media = folder.resolve(number + FolderClipStore.MEDIA);
        this.index = folder.resolve(number + FolderClipStore.INDEX);
        step(PieceNote.HEADER.length() + 1, this::open);
    }

    @Override
    public void media(byte[] bytes) {
        step(bytes.length, () -> write(mediaChannel, bytes));
    }

    @Override
    public void note(PieceNote note) {
        byte[] line = (note.line() + "\n").getBytes(StandardCharsets.UTF_8);
        step(line.length, () -> write(indexChannel, line));
    }

    @Override
    public boolean isGivenUp() {
        return givenUp;
    }

    @Override
    public void finish() {
        disk.last(this::finishMedia);
    }

    @Override
    public void close() {
        disk.last(() -> {
            indexChannel = closed(indexChannel);
        });
    }

    /** Something that may fail on the disk. */
    private interface Step {
        void run() throws IOException;
    }

    private void step(int bytes, Step step) {
        if (givenUp) {
            return;
        }
        boolean taken = disk.offer(waiting, bytes, () -> {
            if (!refused) {
                try {
                    step.run();
                    disk.wrote(bytes);
                } catch (IOException e) {
                    refused = true;
                    givenUp = true;
                    disk.refused(media, e);
                }
            }
        });
        if (!taken) {
            givenUp = true;
            disk.tooSlow(folder);
        }
    }

    private void open() throws IOException {
        Files.createDirectories(folder);
        indexChannel = FileChannel.open(index, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        mediaChannel = FileChannel.open(media, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        disk.retention().began(media, index);
        write(indexChannel, (PieceNote.HEADER + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void write(@Nullable FileChannel channel, byte[] bytes) throws IOException {
        if (channel == null) {
            throw new IOException("it is not open");
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        written += bytes.length;
        disk.retention().grew(media, written);
    }

    private void finishMedia() {
        if (mediaChannel == null) {
            return;
        }
        mediaChannel = closed(mediaChannel);
        try {
            Files.setLastModifiedTime(media, FileTime.from(disk.clock().instant()));
        } catch (IOException e) {
            disk.refused(media, e);
        }
        disk.retention().ended(media);
        disk.finished();
    }

    private @Nullable FileChannel closed(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                disk.refused(media, e);
            }
        }
        return null;
    }
}
