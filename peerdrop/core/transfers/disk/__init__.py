"""What jobs have on disks: files on their way and in place, and the journals that outlive a restart."""
