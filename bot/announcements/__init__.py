"""Announcements: what a chair writes, who is to read it, and how it reaches each of them, without Telegram."""
