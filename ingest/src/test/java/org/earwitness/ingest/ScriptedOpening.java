package org.earwitness.ingest;

import java.util.function.Function;
import org.earwitness.ingest.source.FailureCause;
import org.earwitness.ingest.source.MediaSource;
import org.earwitness.ingest.source.SourceRefused;

/** Sources made by a test. */
record ScriptedOpening(Function<StreamSource, MediaSource> once, Function<StreamDefinition, MediaSource> live)
        implements SourceOpening {

    /** Only sources that are read once. */
    static ScriptedOpening once(Function<StreamSource, MediaSource> sources) {
        return new ScriptedOpening(sources, definition -> {
            throw new SourceRefused(FailureCause.OTHER, "no live source in this test");
        });
    }

    /** Only live sources. */
    static ScriptedOpening live(Function<StreamDefinition, MediaSource> sources) {
        return new ScriptedOpening(
                source -> {
                    throw new SourceRefused(FailureCause.OTHER, "only live sources in this test");
                },
                sources);
    }

    @Override
    public OpenedSource open(StreamSource source) {
        return OpenedSource.unkept(once.apply(source));
    }

    @Override
    public OpenedSource open(StreamDefinition definition, long stallMillis) {
        return OpenedSource.unkept(live.apply(definition));
    }
}
