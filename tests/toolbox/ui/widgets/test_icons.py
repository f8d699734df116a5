from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from toolbox.ui import theme


def test_an_icon_is_drawn_once_in_each_colour(qapp):
    size = QSize(16, 16)
    first, again = theme.icon("play").pixmap(size), theme.icon("play").pixmap(size)
    assert first.cacheKey() == again.cacheKey() != theme.icon("stop").pixmap(size).cacheKey()
    scheme = "light" if theme.current().dark else "dark"
    theme.follow(scheme)
    try:
        theme.apply(QApplication.instance())
        assert theme.icon("play").pixmap(size).toImage() != first.toImage()
    finally:
        theme.follow("system")
        theme.apply(QApplication.instance())
    assert theme.icon("play").pixmap(size).toImage() == first.toImage()
