"""Recipes: how the shipped models are made."""
