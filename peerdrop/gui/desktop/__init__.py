"""Manners of the desktop: one window per home, tray, notifications, sleep, the place of the window."""
