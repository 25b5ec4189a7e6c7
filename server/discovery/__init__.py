"""Who is around: interfaces, announcements, the registry of devices."""
