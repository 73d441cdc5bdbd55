"""From files to sections, passages and the index."""
