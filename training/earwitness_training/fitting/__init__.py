"""Training of localizers on composed clips: one system, its trials, the table, a run's folder."""
