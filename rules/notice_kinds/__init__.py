"""The kinds of what players are told, a module for each category; `rules.notices` puts them together.

Each module has `KINDS`, by name: texts in every language of `rules.words`, and the values they have places for.
"""
