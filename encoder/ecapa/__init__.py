"""The second speaker encoder: ECAPA-TDNN (arXiv 2005.07143), which guides training and adaptation."""
