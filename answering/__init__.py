"""A question in, a checked answer or a typed refusal out."""
