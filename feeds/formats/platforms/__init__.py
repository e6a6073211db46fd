"""The posts of live-blog platforms, alone in JSON or in a script of their pages."""
