"""Markdown as sections and blocks."""
