"""The command line and, later, Telegram."""
