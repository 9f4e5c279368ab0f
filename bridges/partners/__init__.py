"""Partners that issue rewards: one file each behind one port."""
