"""What the lists show, fed by the bridge."""
