"""Training on the AVE data set by the papers' protocols: its files, features, recipes, figures."""
