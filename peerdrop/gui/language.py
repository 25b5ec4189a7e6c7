"""The language of the window: its words, its numbers and dates, and the direction it is read in."""

import logging
from typing import Final

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from peerdrop.gui.resources import resource_path

logger = logging.getLogger(__name__)

LANGUAGES: Final = {"en": "English", "de": "Deutsch"}
"""What can be chosen, by its tag, as it calls itself; every one but English has its words in resources/translations."""
_SOURCE: Final = "en"


class Language:
    """Lets *application* speak the language of *tag*; "" is the system's, or English if there are no words for that.

    Only what is made afterwards is in it: the words of a widget are looked up when it is made.
    """

    def __init__(self, application: QApplication, tag: str) -> None:
        system = QLocale.system()
        self.tag = spoken(tag or system.bcp47Name())
        self.locale = _locale_of(self.tag, system)
        self._application = application
        self._direction = application.layoutDirection()
        self._translators: list[QTranslator] = []
        QLocale.setDefault(self.locale)
        if self.tag != _SOURCE:
            # What is installed last is asked first.
            self._load("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
            self._load("peerdrop", str(resource_path("translations")))
            application.setLayoutDirection(self.locale.textDirection())

    def close(self) -> None:
        """Take it all back."""
        for each in self._translators:
            self._application.removeTranslator(each)
            each.deleteLater()
        self._translators = []
        QLocale.setDefault(QLocale.system())
        self._application.setLayoutDirection(self._direction)

    def _load(self, name: str, directory: str) -> None:
        translator = QTranslator(self._application)
        if translator.load(f"{name}_{self.tag}", directory):
            self._application.installTranslator(translator)
            self._translators.append(translator)
        else:
            logger.warning("no words of %s in the language %s in %s", name, self.tag, directory)


def spoken(tag: str) -> str:
    """The language of LANGUAGES that the BCP 47 *tag* stands for: "de" for "de-AT", English for what is not there."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else _SOURCE


def is_spoken(tag: str) -> bool:
    """What the window says now is in the language of the setting *tag*; "" is the system's."""
    return spoken(tag or QLocale.system().bcp47Name()) == spoken(QLocale().bcp47Name())


def _locale_of(tag: str, system: QLocale) -> QLocale:
    language = QLocale(tag).language()
    if system.language() == language or (system.language() == QLocale.Language.C and tag == _SOURCE):
        # It says more than its language: what the user has set for figures and dates.
        return system
    # The words of that language, and the habits of this country if there are such.
    return QLocale(language, system.territory())
