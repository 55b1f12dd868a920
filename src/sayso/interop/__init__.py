"""Doors to other libraries; each module is imported only by those who use that library."""
