package org.earwitness.ingest;

/**
 * A file or URL and the name its stream gets.
 *
 * @param stream name of the stream
 * @param address file or URL, as the user gave it
 */
public record NamedMedia(String stream, String address) {}
