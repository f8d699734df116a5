"""Rasterisation of a hundred thousand discs in a few milliseconds."""

import functools

import numpy as np

CROWDED = 30_000  # number of visible discs from which edges are not smoothed
STENCILS = 64  # radii whose stencils are kept


def rasterise(image, columns, rows, colours, radius):
    """Draw discs into an image.

    Where discs overlap, each pixel has the colour of the nearest centre, so that none hides another.

    Parameters
    ----------
    image : uint32 array (height, width)
        0xFFRRGGBB; changed in place.
    columns, rows : array (n,)
        Centres in pixels; those outside the image are skipped.
    colours : uint32 array (n,)
    radius : float
        In pixels.
    """
    height, width = image.shape
    margin = int(np.ceil(radius)) + 1
    # Clip before the cast: a distant centre does not fit an integer.
    seen = np.flatnonzero((columns >= margin) & (columns < width - margin)
                          & (rows >= margin) & (rows < height - margin))
    at = rows[seen].astype(np.intp) * width + columns[seen].astype(np.intp)
    ink, flat = colours[seen], image.reshape(-1)
    smooth = len(seen) <= CROWDED
    for down, right, cover in _stencil(round(2 * (radius if smooth else min(radius, 2.0))) / 2):
        if cover < 256 and smooth:
            target = at + (down * width + right)
            flat[target] = mixed(ink, flat[target], cover)
        elif cover >= 128:
            flat[at + (down * width + right)] = ink


@functools.lru_cache(maxsize=STENCILS)
def _stencil(radius):
    """Return the pixels of a disc as (down, right, coverage out of 256), outermost first."""
    reach = int(np.ceil(radius))
    pixels = [(np.hypot(down, right), down, right) for down in range(-reach, reach + 1)
              for right in range(-reach, reach + 1)]
    return tuple((down, right, int(min(256, 256 * (radius + 0.5 - distance))))
                 for distance, down, right in sorted(pixels, reverse=True) if distance < radius + 0.5)


def mixed(over, under, cover):
    """Blend colours over others with coverage `cover` out of 256; uint32 arrays."""
    cover = np.uint32(cover)
    rest, purple, green = np.uint32(256) - cover, np.uint32(0x00FF00FF), np.uint32(0x0000FF00)
    return (np.uint32(0xFF000000) | (((over & purple) * cover + (under & purple) * rest) >> np.uint32(8)) & purple
            | (((over & green) >> np.uint32(8)) * cover + ((under & green) >> np.uint32(8)) * rest) & green)


def packed(colour):
    """Return the number 0xFFRRGGBB of a colour named "#rrggbb"."""
    return np.uint32(0xFF000000 | int(colour[1:], 16))
