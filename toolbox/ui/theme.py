"""Colours, icons and fonts of the light and the dark theme."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QT_TR_NOOP, QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from toolbox.core.settings import ASSETS

SCHEME_NAMES = {"system": QT_TR_NOOP("System"), "light": QT_TR_NOOP("Light"), "dark": QT_TR_NOOP("Dark")}
SCHEMES = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
_forced = None


@dataclass(frozen=True)
class Theme:
    """Named colours; `ramp` runs from silent to loud in spectrograms."""

    dark: bool
    window: str
    base: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    record: str
    good: str
    warn: str
    bad: str
    ramp: tuple

    @property
    def lookup(self):
        """Return the ramp as 256 opaque 0xAARRGGBB values, uint32 (256,)."""
        return _lookup(self.ramp)


LIGHT = Theme(False, "#f4f5f8", "#ffffff", "#ffffff", "#cfd4de", "#1a1e27", "#586072", "#3457d5", "#ffffff", "#d32f3a",
              "#1b7f4b", "#9a5b00", "#c0262f",
              ("#fbfbfe", "#dfe3f6", "#b3b4ea", "#9a7fdb", "#8f4bbd", "#7a2483", "#43104c", "#16051f"))
DARK = Theme(True, "#1b1e25", "#13151b", "#262a33", "#3a404d", "#e8eaf0", "#a0a8b8", "#7d9bff", "#0d1226", "#ff5f66",
             "#58c98b", "#e8b04a", "#ff7b7f",
             ("#0b0b16", "#1d1147", "#51127c", "#832681", "#b73779", "#e75263", "#fc8961", "#fec488", "#fcfdbf"))


def current():
    """Return the application's current theme."""
    chosen = _forced or QGuiApplication.styleHints().colorScheme()
    return DARK if chosen == Qt.ColorScheme.Dark else LIGHT


def follow(choice):
    """Use the "light" or "dark" theme, or that of the "system"."""
    global _forced
    hints = QGuiApplication.styleHints()
    # Also stored here: where Qt knows no system scheme, it does not accept one either.
    _forced = SCHEMES[choice] if choice in ("light", "dark") else None
    if _forced is None:
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(_forced)


def dress(application, choice):
    """Give an application its style, and the "light" or "dark" theme or that of the "system"."""
    application.setStyle("Fusion")
    follow(choice)
    apply(application)


def apply(application):
    """Apply the current theme's palette and style sheet to the application."""
    theme = current()
    palette = QPalette()
    roles = {QPalette.ColorRole.Window: theme.window, QPalette.ColorRole.Base: theme.base,
             QPalette.ColorRole.AlternateBase: theme.window, QPalette.ColorRole.Button: theme.raised,
             QPalette.ColorRole.Text: theme.text, QPalette.ColorRole.WindowText: theme.text,
             QPalette.ColorRole.ButtonText: theme.text, QPalette.ColorRole.BrightText: theme.bad,
             QPalette.ColorRole.ToolTipBase: theme.raised, QPalette.ColorRole.ToolTipText: theme.text,
             QPalette.ColorRole.PlaceholderText: theme.muted, QPalette.ColorRole.Highlight: theme.accent,
             QPalette.ColorRole.HighlightedText: theme.on_accent, QPalette.ColorRole.Link: theme.accent,
             QPalette.ColorRole.Mid: theme.border, QPalette.ColorRole.Accent: theme.accent}
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        faded = QColor(theme.muted)
        faded.setAlphaF(0.6)
        palette.setColor(QPalette.ColorGroup.Disabled, role, faded)
    application.setPalette(palette)
    colours = {name: getattr(theme, name) for name in theme.__dataclass_fields__}
    application.setStyleSheet(STYLE.format(icons=(ASSETS / "icons").as_posix(), **colours))


STYLE = """
QMainWindow::separator {{ background: {window}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QDockWidget {{ font-weight: 600; color: {text}; titlebar-close-icon: url({icons}/dock-close.svg);
    titlebar-normal-icon: url({icons}/dock-float.svg); }}
QDockWidget::close-button, QDockWidget::float-button {{ border: none; border-radius: 4px; padding: 0; icon-size: 16px;
    width: 18px; height: 18px; }}
QDockWidget::close-button:hover, QDockWidget::float-button:hover {{ background: {border}; }}
QDockWidget::title {{ padding: 6px 8px; background: {window}; text-align: left; }}
QSplitter::handle {{ background: {window}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QToolTip {{ color: {text}; background: {raised}; border: 1px solid {border}; padding: 3px; }}
QPlainTextEdit, QLineEdit, QTreeView, QTableView, QComboBox, QSpinBox, QDoubleSpinBox {{
    background: {base}; border: 1px solid {border}; border-radius: 5px; padding: 2px 5px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox {{ min-height: 20px; }}
QTreeView, QTableView, QPlainTextEdit {{ padding: 2px; }}
QPlainTextEdit:focus, QLineEdit:focus, QTreeView:focus, QTableView:focus, QComboBox:focus, QSpinBox:focus,
QDoubleSpinBox:focus {{ border: 1px solid {accent}; }}
QTreeView::item, QTableView::item {{ padding: 3px 2px; border: none; }}
QTreeView::item:selected, QTableView::item:selected {{ background: {accent}; color: {on_accent}; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox::down-arrow, QAbstractSpinBox::down-arrow {{ image: url({icons}/down.svg); width: 9px; height: 9px; }}
QAbstractSpinBox::up-arrow {{ image: url({icons}/up.svg); width: 9px; height: 9px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ border: none; width: 15px; background: transparent; }}
QComboBox QAbstractItemView {{ background: {raised}; border: 1px solid {border}; }}
QHeaderView::section {{ background: {window}; color: {muted}; border: none; border-bottom: 1px solid {border};
    padding: 3px 6px; }}
QPushButton {{ background: {raised}; border: 1px solid {border}; border-radius: 5px; padding: 4px 10px;
    min-height: 18px; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:pressed, QPushButton:checked {{ background: {border}; }}
QPushButton:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled {{ color: {muted}; background: {window}; }}
QPushButton[role="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[role="primary"]:disabled {{ background: {border}; color: {muted}; border-color: {border}; }}
QPushButton[role="record"] {{ color: {record}; font-weight: 600; }}
QPushButton[role="flat"], QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 5px;
    padding: 3px 5px; }}
QPushButton[role="flat"]:hover, QToolButton:hover {{ background: {border}; }}
QToolButton:checked {{ background: {border}; }}
QToolButton:focus {{ border: 1px solid {accent}; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="title"] {{ font-weight: 600; }}
QLabel[role="empty"] {{ color: {muted}; padding: 12px; }}
QFrame[role="bar"] {{ background: {raised}; border: 1px solid {accent}; border-radius: 5px; }}
QProgressBar {{ background: {base}; border: 1px solid {border}; border-radius: 4px; max-height: 12px;
    min-height: 12px; text-align: center; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QStatusBar {{ border-top: 1px solid {border}; }}
QStatusBar::item {{ border: none; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{ padding: 5px 12px; color: {muted}; border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 2px solid {accent}; }}
QMenu {{ background: {raised}; border: 1px solid {border}; padding: 4px; }}
QMenu::item {{ padding: 4px 22px 4px 10px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 6px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {border}; border-radius: 4px; min-height: 24px; margin: 1px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {border}; border-radius: 4px; min-width: 24px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


class _Icon(QIconEngine):
    """An SVG icon drawn in the current text colour, so that it follows the theme."""

    def __init__(self, name, role):
        super().__init__()
        self.name, self.role = name, role

    def _colour(self, mode):
        theme = current()
        if mode == QIcon.Mode.Selected:
            return theme.on_accent
        return theme.muted if mode == QIcon.Mode.Disabled else getattr(theme, self.role)

    def paint(self, painter, rect, mode, state):
        _renderer(self.name, self._colour(mode)).render(painter, QRectF(rect))

    def pixmap(self, size, mode, state):
        # The buttons ask for it whenever they are drawn.
        key = f"{self.name} {self._colour(mode)} {size.width()} {size.height()}"
        pixmap = QPixmap()
        if not QPixmapCache.find(key, pixmap):
            pixmap = QPixmap(size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self.paint(painter, pixmap.rect(), mode, state)
            painter.end()
            QPixmapCache.insert(key, pixmap)
        return pixmap

    def clone(self):
        return _Icon(self.name, self.role)


def icon(name, role="text"):
    """Return an icon of assets/icons in a colour of the theme."""
    return QIcon(_Icon(name, role))


@lru_cache(maxsize=128)
def _renderer(name, colour):
    svg = (ASSETS / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(svg.replace("currentColor", colour).encode()))


@lru_cache(maxsize=4)
def _lookup(ramp):
    anchors = np.array([[int(colour[i: i + 2], 16) for i in (1, 3, 5)] for colour in ramp], dtype=float)
    at = np.linspace(0, len(ramp) - 1, 256)
    red, green, blue = (np.interp(at, np.arange(len(ramp)), anchors[:, i]).astype(np.uint32) for i in range(3))
    return (np.uint32(0xFF000000) | red << 16 | green << 8 | blue).astype(np.uint32)
