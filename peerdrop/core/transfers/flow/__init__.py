"""How the bytes of a job flow: one stream, over a lane, at a pace."""
