"""The real media: manifest, pictures, sounds, and ten-second clips composed from their features."""
