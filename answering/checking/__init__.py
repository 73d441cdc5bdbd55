"""Whether what a chat model wrote stands in what it cites: plain code, sentence by sentence."""
