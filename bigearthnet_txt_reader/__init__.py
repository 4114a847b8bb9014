"""A finished release, read: its rows with their pixels. Folder or Hub -> rows -> arrays."""
