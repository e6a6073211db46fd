"""The parts of the screen, each with its keys beside its actions."""
