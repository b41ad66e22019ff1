"""Training of Earwitness: networks, data, features, export and evaluation of model packs."""
