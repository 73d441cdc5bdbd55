"""Settings read from the environment that is passed in, and logging."""
