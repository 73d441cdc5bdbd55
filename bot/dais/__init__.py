"""The dais in the loop: what the documents do not tell, a chair answers once for all who ask."""
