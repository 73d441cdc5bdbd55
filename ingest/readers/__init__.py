"""One reader a format: a file's bytes in, headings, paragraphs, lists and tables out."""
