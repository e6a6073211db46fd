"""What the formats of pages in plain text share: their heads, days, stamps, bodies, and pages bound to one. Live text is numbered, clock text is not."""
