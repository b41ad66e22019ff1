package org.earwitness.app.configuration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.earwitness.ingest.Playback;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.UsualPlayback;
import org.earwitness.ingest.source.MediaAddress;
import org.earwitness.ingest.source.Transport;
import org.earwitness.ingest.source.WantedTracks;

/**
 * One stream of {@code ingest --config}, under its name.
 *
 * @param address file or URL; secrets as {@code ${env:NAME}} or {@code ${file:PATH}}
 * @param playback how it is played; empty for what its address makes usual
 * @param transport what RTSP carries media over
 * @param tracks which tracks are pulled
 * @param protocols FFmpeg's names of the protocols that may be used; empty for those of the scheme
 * @param options FFmpeg's own options
 * @param verifyTls whether certificates are checked
 * @param certificates PEM file of trusted authorities; empty for those of the machine
 * @param stallMillis after how long without data it counts as hanging, milliseconds; empty for what its protocol makes usual
 */
public record StreamConfig(
        String address,
        Optional<Playback> playback,
        Transport transport,
        WantedTracks tracks,
        List<String> protocols,
        Map<String, String> options,
        boolean verifyTls,
        Optional<String> certificates,
        Optional<Long> stallMillis)
        implements NamedEntry {
    /** A stream of which only the address is still to be said. */
    public static final StreamConfig DEFAULTS = new StreamConfig(
            "",
            Optional.empty(),
            Transport.TCP,
            WantedTracks.BOTH,
            List.of(),
            Map.of(),
            true,
            Optional.empty(),
            Optional.empty());

    public StreamConfig {
        protocols = List.copyOf(protocols);
        options = Map.copyOf(options);
        if (stallMillis.isPresent() && (stallMillis.get() < 500 || stallMillis.get() > 3_600_000)) {
            throw new IllegalArgumentException("stallMillis is " + stallMillis.get()
                    + ": it is outside 500 ms to 1 h. Use 5s, or leave it out for what the protocol makes usual.");
        }
    }

    /** What each setting is for and why its default is what it is, one line a setting. */
    public static Map<String, String> reasons() {
        return Map.of(
                "address",
                "File or URL; may stand alone behind the name. Secrets as `${env:NAME}` or `${file:PATH}`, looked up when it is opened.",
                "playback",
                "How it is played; left out, `live` for live protocols and playlists, `once` for files.",
                "transport",
                "What RTSP carries media over; TCP, because it loses nothing and passes firewalls.",
                "tracks",
                "Which tracks are pulled; both, because events are both heard and seen.",
                "protocols",
                "FFmpeg's names of the protocols that the address and its playlists may use; left out, those of the scheme.",
                "options",
                "FFmpeg's own options for this source, by name; one that FFmpeg does not know is refused.",
                "verifyTls",
                "Whether certificates are checked; true, so that nobody else can be the camera.",
                "certificates",
                "PEM file of the authorities that are trusted; none, those of the machine.",
                "stallMillis",
                "After how long without data it counts as hanging; left out, what its protocol makes usual.");
    }

    @Override
    public Optional<String> problem(String name) {
        if (address.isBlank()) {
            return Optional.of("it has no address. Write address: with a file or a URL");
        }
        if (name.isBlank() || name.length() > 512) {
            return Optional.of("its name has " + name.length() + " characters. Use 1 to 512 that are not all blank");
        }
        boolean isFile = UsualPlayback.of(address) == Playback.ONCE;
        if (!isFile && playback.isPresent() && playback.get() != Playback.LIVE) {
            return Optional.of("its playback is "
                    + SettingText.format("playback", playback.get())
                    + ", but " + new MediaAddress(address).shown() + " is live. Leave playback out");
        }
        return Optional.empty();
    }

    /** The stream under this name. */
    public StreamDefinition definition(String name) {
        return new StreamDefinition(
                name,
                address,
                playback.orElseGet(() -> UsualPlayback.of(address)),
                transport,
                tracks,
                protocols,
                options,
                verifyTls,
                certificates,
                stallMillis.map(OptionalLong::of).orElse(OptionalLong.empty()));
    }

    @Override
    public String toString() {
        return "StreamConfig[address=" + (address.isBlank() ? "" : new MediaAddress(address).shown()) + ", playback="
                + playback + "]";
    }
}
