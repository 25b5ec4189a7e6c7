"""Jobs: files and folders that go from one device to another, whole or not at all (design: section 6)."""
