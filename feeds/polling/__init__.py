"""When a source is looked at next, and one look after another."""
