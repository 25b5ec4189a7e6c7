"""What the window says: short, in the present tense, with the device's own name."""
