"""The dais in the loop, on Telegram: the buttons, messages and commands of delegates and chairs."""
