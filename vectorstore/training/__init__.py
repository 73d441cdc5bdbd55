"""How the bundled embedding model is made: a pipeline that nothing else in Dragoman imports, run by ``make model``.

``making.py`` reads top to bottom as the recipe; ``docs/model.md`` tells what was tried and what each step brought.
"""
