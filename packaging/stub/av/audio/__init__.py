"""Audio frames."""
