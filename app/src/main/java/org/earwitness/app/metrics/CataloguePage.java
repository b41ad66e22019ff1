package org.earwitness.app.metrics;

import java.util.Locale;

/** The page docs/metrics.md. */
final class CataloguePage {
    private static final String INTRODUCTION = """
            <!-- Written from the rooms' meters.yaml; a test holds it. Change those, not this page. -->
            # Metrics

            `ingest`, `localize` and `demo` serve them with `--metrics-port PORT` (setting `metrics.port`), on loopback unless
            `metrics.host` says otherwise:

            | path | answer |
            | --- | --- |
            | `/metrics` | all meters, as Prometheus text |
            | `/health/live` | 200, or 503 with the reason: restart the process |
            | `/health/ready` | 200, or 503 with the reason: it does not work yet, or not now |
            | `/health/started` | 200 once everything was opened, 503 before |

            Names are given as the code has them. Prometheus shows dots as underscores and adds the unit and, for counters,
            `_total`: `earwitness.streaming.stage` is `earwitness_streaming_stage_seconds_count`, `_sum` and `_max`. Tags have few
            values; no stream is named in one.
            """;

    private CataloguePage() {}

    static String render(Catalogue catalogue) {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (Catalogue.Room room : catalogue.rooms()) {
            if (room.meters().isEmpty()) {
                continue;
            }
            page.append("\n## ").append(room.name()).append("\n\n");
            page.append("| meter | type | unit | tags | meaning |\n| --- | --- | --- | --- | --- |\n");
            for (MeterDescription meter : room.meters()) {
                page.append("| `").append(meter.name()).append("` | ");
                page.append(meter.type().name().toLowerCase(Locale.ROOT)).append(" | ");
                page.append(meter.unit()).append(" | ");
                page.append(String.join(", ", meter.tags())).append(" | ");
                page.append(meter.meaning().replace("|", "\\|")).append(" |\n");
            }
        }
        page.append("\n## Libraries\n\n| names beginning with | from | what for |\n| --- | --- | --- |\n");
        for (MeterFamily family : catalogue.families()) {
            page.append("| `").append(family.prefix()).append("` | ").append(family.source());
            page.append(" | ").append(family.meaning()).append(" |\n");
        }
        return page.toString();
    }
}
