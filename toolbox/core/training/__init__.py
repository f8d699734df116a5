"""Recipes for training the included models."""
