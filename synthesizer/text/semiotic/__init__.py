"""Semiotic classes (Taylor, "Text-to-Speech Synthesis", 2009, chapter 4) for languages described by tables.

These are the written forms that are not words, such as numbers, dates, times, prices and addresses. A language is a
`language.Language` with one small table per class. Each module defines the table of its class and the rules that
recognise it; `normaliser.Normaliser` puts them in order.
"""
