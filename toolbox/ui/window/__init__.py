"""The main window, its docks, menus and notices."""
