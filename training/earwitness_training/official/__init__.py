"""Weights of the papers' authors: read, recognised, renamed, and held to reference tensors."""
