"""Semiotic classes (Taylor, "Text-to-Speech Synthesis", 2009, chapter 4): what is written but is not a word, such as
numbers, dates, times, prices and addresses, for languages that are described by tables.

A language is a `language.Language`: one small table a class. Each module holds the table of its class and the rules
that recognise it; `normaliser.Normaliser` puts them in order.
"""
