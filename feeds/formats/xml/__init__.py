"""What feeds written in XML have in common, and what the elements of RSS and of Atom mean: the formats `rss` and `atom` are made of it."""
