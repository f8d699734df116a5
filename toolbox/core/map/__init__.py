"""The map of voices: projection, measures, the constellation, voices between voices."""

# How places are fitted; the first is the default. "umap-learn" is the reference that "umap" is measured against.
METHODS = ("umap", "umap-learn", "tsne", "pca")
