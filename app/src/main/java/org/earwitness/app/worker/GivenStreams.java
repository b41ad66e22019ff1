package org.earwitness.app.worker;

import java.util.List;
import java.util.function.UnaryOperator;
import org.earwitness.app.command.CommandFailed;
import org.earwitness.ingest.StreamDefinition;
import org.earwitness.ingest.roster.Roster;
import org.earwitness.ingest.roster.UsualPlayback;
import org.earwitness.ingest.source.MediaAddress;

/** Streams as a command line names them: {@code ID=URL}. */
public final class GivenStreams {
    private GivenStreams() {}

    /**
     * The streams of a command line.
     *
     * @param given {@code ID=URL} each
     * @param finish what else is said about each of them
     * @throws CommandFailed when one has no name, or two have the same
     */
    public static Roster of(List<String> given, UnaryOperator<StreamDefinition> finish) {
        try {
            return Roster.of(
                    given.stream().map(text -> finish.apply(definition(text))).toList());
        } catch (IllegalArgumentException refused) {
            throw CommandFailed.usage(String.valueOf(refused.getMessage()));
        }
    }

    private static StreamDefinition definition(String text) {
        int equals = text.indexOf('=');
        // A URL alone may hold the sign in its query.
        if (equals <= 0 || text.substring(0, equals).contains("://")) {
            throw CommandFailed.usage(
                    MediaAddress.withoutSecrets(text) + " is not ID=URL. Put the stream's name and '=' in front.");
        }
        String address = text.substring(equals + 1);
        if (address.isBlank()) {
            throw CommandFailed.usage(text + " has no URL. Write one behind the '='.");
        }
        return StreamDefinition.of(text.substring(0, equals), address, UsualPlayback.of(address));
    }
}
