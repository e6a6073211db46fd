"""What the formats in HTML share: one tree of a page, its scripts, its times, and what posts are told by."""
