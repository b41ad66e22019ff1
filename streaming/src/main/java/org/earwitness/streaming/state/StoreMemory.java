package org.earwitness.streaming.state;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * What all stores of a process may take of native memory together. Left to itself every store takes a cache of 50 MB and fills a
 * write buffer of 16 MB before it empties it; a process with 64 partitions has 192 stores, so it would grow for hours.
 *
 * <p>Any thread may use it. Close it after all stores are closed.
 */
public final class StoreMemory implements AutoCloseable {
    private static final long BYTES_PER_MEGABYTE = 1024 * 1024;
    private static final int SHARE_OF_WRITE_BUFFERS = 2;
    // Memory of a write buffer comes in blocks of an eighth: 128 KiB a store, not 2 MiB.
    private static final long WRITE_BUFFER_BYTES = BYTES_PER_MEGABYTE;
    private static final int WRITE_BUFFERS = 2;

    private final Cache cache;
    private final WriteBufferManager writeBuffers;
    private boolean closed;

    /** @param megabytes for caches and write buffers of all stores together; half of it may be written and not yet on disk */
    public StoreMemory(int megabytes) {
        RocksDB.loadLibrary();
        this.cache = new LRUCache(megabytes * BYTES_PER_MEGABYTE);
        this.writeBuffers = new WriteBufferManager(megabytes * BYTES_PER_MEGABYTE / SHARE_OF_WRITE_BUFFERS, cache);
    }

    /** Lets a store take its memory from here. */
    void applyTo(Options options) {
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            table.setBlockCache(cache);
            table.setCacheIndexAndFilterBlocks(true);
            options.setTableFormatConfig(table);
        }
        options.setWriteBufferManager(writeBuffers);
        options.setWriteBufferSize(WRITE_BUFFER_BYTES);
        options.setMaxWriteBufferNumber(WRITE_BUFFERS);
    }

    /** Bytes in use now: what was read and kept, and what was written and is not yet on disk; 0 once it is closed. */
    public synchronized long usedBytes() {
        return closed ? 0 : cache.getUsage(); // a closed cache asked for anything ends the process
    }

    @Override
    public synchronized void close() {
        closed = true;
        writeBuffers.close();
        cache.close();
    }
}
