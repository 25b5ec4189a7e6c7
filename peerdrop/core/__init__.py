"""What PeerDrop is: peers, sessions, conversations, transfers, trust. No Qt, no sockets, no files but its own home."""
