"""The measurements behind `bench`."""
