"""Video frames and their codecs."""
