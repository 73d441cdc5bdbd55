"""The Telegram bot: updates in, replies out."""
