"""Encoders of pictures and sounds: start weights, tuning, and the backbones of the papers."""
