"""Who a device is: its key, its ID, and what it signs, checks, seals and opens. No network, no settings."""
