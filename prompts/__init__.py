"""The words for chat models. None is asked yet: replies quote the documents, and the prompts come with the models."""
