"""From scores to decisions: temperature, thresholds, confusions, and the report of it all."""
