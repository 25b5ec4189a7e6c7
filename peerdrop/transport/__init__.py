"""Bytes between two peers: links and lanes. The only package that imports aiortc."""
