"""The contract between two machines: messages, codec, limits, frames. Written down in PROTOCOL.md; no I/O here."""
