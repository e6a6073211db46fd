"""What the formats in JSON share: a tree that is read once, the members that posts may have, records of many kinds."""
