"""Remembered settings, validated on reading: a damaged file never prevents the window from opening."""

import math
import os
from datetime import datetime

from PySide6.QtCore import QByteArray, QSettings

from synthesizer.text.languages import CODES
from toolbox.ui.words import tr


def _number(least, most):
    def check(value):
        number = float(value)
        if not (math.isfinite(number) and least <= number <= most):
            raise ValueError
        return number

    return check


def _whole(most):
    def check(value):
        if not 0 <= int(value) <= most:
            raise ValueError
        return int(value)

    return check


def _one_of(*values):
    def check(value):
        if value not in values:
            raise ValueError
        return value

    return check


def _text(value):
    if not isinstance(value, str):  # Qt converts unquoted text with commas to a list
        raise ValueError
    return value


def _bytes(value):
    if not isinstance(value, QByteArray):
        raise ValueError
    return value


CHECKS = {"speed": _number(0.5, 2.0), "pitch": _number(-12.0, 12.0), "liveliness": _number(0.0, 2.0),
          "seed": _whole(999_999),
          "theme": _one_of("system", "light", "dark"), "projection": _one_of("umap", "tsne", "pca"),
          "listening": _one_of("on", "off"), "language": _one_of("", *CODES),
          "geometry": _bytes, "layout": _bytes, "splitter": _bytes}


class Settings(QSettings):
    """An INI file. An invalid value is removed and named in `damaged`.

    Parameters
    ----------
    As for QSettings.

    Attributes
    ----------
    damaged : list of str
        Names of the settings that were reset; "the whole file" if none could be read.
    """

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.damaged = []
        if self.status() == QSettings.Status.FormatError:
            self.damaged.append(tr("the whole file"))
            self._set_aside()

    def value(self, name, default=None):
        """Return a setting with its type, or the default if it is missing or damaged."""
        if not self.contains(name):
            return default
        try:
            return CHECKS.get(name.split(" ")[0], _text)(super().value(name))
        except (ValueError, TypeError, OverflowError):
            self.damaged.append(name)
            self.remove(name)
            return default

    def _set_aside(self):
        path = self.fileName()
        try:
            os.replace(path, f"{path}.damaged-{datetime.now():%Y%m%d-%H%M%S}")
        except OSError:  # it may not be renamed, so it is overwritten
            pass
        self.clear()
        self.sync()
