"""Model packs: made of trained systems, read back, and measured on media files."""
