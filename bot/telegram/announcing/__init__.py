"""Announcements on Telegram: a chair writes, previews, confirms, follows and corrects; delegates say they got it."""
