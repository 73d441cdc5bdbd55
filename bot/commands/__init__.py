"""The commands, a module each: ``run(arguments, desk)`` returns the exit code."""
