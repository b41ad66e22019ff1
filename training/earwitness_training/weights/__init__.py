"""Files of weights: what training keeps, and what others publish, read without running it."""
