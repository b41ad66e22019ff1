package org.earwitness.ingest.supervise;

/**
 * Times of one stream's supervision, milliseconds.
 *
 * @param openMillis longest that opening may take before the watchdog steps in
 * @param stallMillis longest without data before the source counts as hanging
 * @param silentMillis after how long an open source that has given nothing is called silent
 * @param killMillis how long a reader that was told to end may take before it is left to itself
 * @param retryMillis shortest wait before a source is opened again
 * @param retryCeilingMillis longest such wait while the breaker is closed
 * @param healthyMillis how long a source must be alive before its failures are forgotten
 * @param breakerAfterMillis after how long of failing the breaker opens
 * @param breakerMillis wait between attempts while the breaker is open
 * @param heartbeatMillis how often a state that does not change is told again
 * @param mostAbandoned readers of one stream that may hang before it is not opened any more
 */
public record SupervisionLimits(
        long openMillis,
        long stallMillis,
        long silentMillis,
        long killMillis,
        long retryMillis,
        long retryCeilingMillis,
        long healthyMillis,
        long breakerAfterMillis,
        long breakerMillis,
        long heartbeatMillis,
        int mostAbandoned) {}
