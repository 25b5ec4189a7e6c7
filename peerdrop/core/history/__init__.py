"""What this node remembers: conversations, transfers, and what waits for a device that is away."""
