"""The map of voices: projection, measures, the constellation, voices between voices."""

# Projection methods; the first is the default. "umap-learn" is the reference against which "umap" is measured.
METHODS = ("umap", "umap-learn", "tsne", "pca")
