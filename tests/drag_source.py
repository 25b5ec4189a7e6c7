"""A window from which files can be dragged: `python -m tests.drag_source X Y FILE...`. It says "ready" once shown."""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

SIZE_PX = 120


class DragSource(QWidget):
    """As soon as the pressed mouse moves, the files are in its hand."""

    def __init__(self, files: list[Path]) -> None:
        super().__init__()
        self._files = files
        self.setWindowTitle("Files")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(each)) for each in self._files])
        drag = QDrag(self)
        drag.setMimeData(mime)
        print(f"dropped {drag.exec(Qt.DropAction.CopyAction).name}", flush=True)  # noqa: T201


def main() -> int:
    """Show the window until the process is ended."""
    application = QApplication(sys.argv[:1])
    window = DragSource([Path(each).resolve() for each in sys.argv[3:]])
    window.setGeometry(int(sys.argv[1]), int(sys.argv[2]), SIZE_PX, SIZE_PX)
    window.show()
    QTimer.singleShot(0, lambda: print("ready", flush=True))  # noqa: T201
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
