"""What is asked about one offer at a terminal, until the person says yes or no."""

import asyncio
import shlex
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from peerdrop.cli.figures import files_text, size_text
from peerdrop.cli.file_choice import choose_files, matching_files
from peerdrop.cli.offer_answer import OfferAnswer, unless_all
from peerdrop.cli.offer_list import OfferList
from peerdrop.cli.offer_rows import offer_rows
from peerdrop.cli.question import Questions
from peerdrop.cli.run import Run
from peerdrop.cli.saving_folder import check_saving_folder
from peerdrop.cli.visible_text import visible
from peerdrop.core.errors import FolderUnwritable, UsageError
from peerdrop.core.snapshots import FileConflict, TransferSnapshot
from peerdrop.core.states import ConflictChoice

_PAGE_ROWS: Final = 20
_YES: Final = frozenset({"y", "yes"})
_NO: Final = frozenset({"n", "no", ""})
_CONFLICTS: Final = {
    "k": ConflictChoice.KEEP_BOTH,
    "s": ConflictChoice.SKIP_IDENTICAL,
    "r": ConflictChoice.REPLACE,
}
_LETTERS: Final = {"choose": "c", "elsewhere": "e", "keep": "k", "skip": "s", "replace": "r"}
_OUTCOMES: Final = {
    ConflictChoice.KEEP_BOTH: "both files are kept",
    ConflictChoice.SKIP_IDENTICAL: "those with the same size and date are skipped",
    ConflictChoice.REPLACE: "the files that are there are replaced",
}


class OfferDialog:
    """Begins with the answer that the options of the command make; the person may choose files and the folder.

    What was chosen so far stays when an answer could not be carried out and is asked for anew.
    """

    def __init__(self, run: Run, questions: Questions, offer: TransferSnapshot) -> None:
        self._run = run
        self._questions = questions
        self._offer = offer
        self._list: OfferList | None = None
        options = run.arguments
        self._answer = OfferAnswer(taken=True, directory=options.directory, conflicts=options.conflicts)
        self._only = options.only
        self._told = ""
        self._wishes: dict[str, Callable[[], Awaitable[None]]] = {"e": self._choose_folder}
        if offer.file_count > 1:
            self._wishes = {"c": self._choose_files} | self._wishes

    async def answer(self) -> OfferAnswer:
        """What the person says in the end; raises NoSuchTransfer if the offer is gone."""
        if self._only:
            only, self._only = self._only, ()
            await self._choose_only(only)
        while True:
            taken = await self._count_taken()
            typed = await self._ask(await self._question(has_conflicts=taken > 0))
            word = "" if typed is None else typed.strip().casefold()
            if word in _YES:
                return self._answer
            if word in _NO:
                return OfferAnswer(taken=False)
            letter = _LETTERS.get(word, word)
            if letter in self._wishes:
                await self._wishes[letter]()
            elif taken and letter in _CONFLICTS:
                self._answer = replace(self._answer, conflicts=_CONFLICTS[letter])
            else:
                letters = ["y", "n", *self._wishes, *(_CONFLICTS if taken else ())]
                self._run.output.note(f"That is no answer; it is one of {', '.join(letters)}.")

    async def _question(self, *, has_conflicts: bool) -> str:
        what = "it"
        if self._answer.chosen is not None:
            offer = await self._files()
            files, size_bytes = offer.amount(self._answer.chosen)
            what = f"{files} of {files_text(offer.amount()[0])} ({size_text(size_bytes)})"
        directory = self._answer.directory
        where = f" into {visible(str(directory))}" if directory != self._run.arguments.directory else ""
        wishes = [*(["c choose files"] if "c" in self._wishes else []), "e save elsewhere"]
        if has_conflicts:
            wishes.append("k/s/r for names that are there")
        return f"Take {what} from {visible(self._offer.peer_name)}{where}? [y/N] ({', '.join(wishes)}) "

    # What is chosen

    async def _files(self) -> OfferList:
        if self._list is None:
            files = await self._run.node.offered_files(self._offer.transfer_id)
            self._list = await asyncio.to_thread(OfferList, files)
        return self._list

    async def _choose_only(self, patterns: Sequence[str]) -> None:
        offer = await self._files()
        chosen = await asyncio.to_thread(matching_files, patterns, offer)
        if chosen:
            self._answer = replace(self._answer, chosen=unless_all(chosen, offer))
        else:
            self._run.output.note("Nothing in it fits --only; a yes takes all of it.")

    async def _choose_files(self) -> None:
        offer = await self._files()
        shown = self._show(offer, 0)
        while True:
            more = ", Enter for more of the list" if shown < len(offer.lines) else ", Enter to leave it as it is"
            typed = await self._ask(f"Which files? Numbers (1,4-6) or patterns (*.jpg){more}: ")
            if typed is None:
                return
            words = _words(typed)
            if not words:
                if shown == len(offer.lines):
                    return
                shown = self._show(offer, shown)
                continue
            try:
                chosen = await asyncio.to_thread(choose_files, words, offer)
            except UsageError as exc:
                self._run.output.note(f"{exc.message} {exc.next_step}")
                continue
            self._answer = replace(self._answer, chosen=unless_all(chosen, offer))
            return

    def _show(self, offer: OfferList, begin: int) -> int:
        """One page of the list; where the next one begins."""
        end = min(begin + _PAGE_ROWS, len(offer.lines))
        for row in offer_rows(offer.lines[begin:end], len(offer.lines)):
            self._run.output.note(row)
        if end < len(offer.lines):
            self._run.output.note(f"... and {len(offer.lines) - end} more lines")
        return end

    # Where it goes

    async def _choose_folder(self) -> None:
        typed = (await self._ask("Save it in which folder? ") or "").strip()
        if not typed:
            return
        try:
            directory, is_there = await asyncio.to_thread(_folder, typed)
        except (OSError, RuntimeError, ValueError):
            self._run.output.note(f"{visible(typed)} is not a folder. Give another one.")
            return
        if not is_there and not await self._agrees(f"{visible(str(directory))} is not there. Make it? [y/N] "):
            return
        try:
            await asyncio.to_thread(check_saving_folder, directory)
        except FolderUnwritable as exc:
            self._run.output.note(f"{exc.message} Give another folder.")
            return
        self._answer = replace(self._answer, directory=directory)

    async def _agrees(self, question: str) -> bool:
        return (await self._ask(question) or "").strip().casefold() in _YES

    async def _ask(self, question: str) -> str | None:
        self._run.output.question(question)
        try:
            return await self._questions.ask()
        finally:
            self._run.output.answered()

    async def _count_taken(self) -> int:
        """How many of the names are in the folder already; the person is told what becomes of them."""
        answer = self._answer
        conflicts: Sequence[FileConflict] = ()
        with suppress(FolderUnwritable):
            # A yes will tell that.
            conflicts = await self._run.node.conflicts(self._offer.transfer_id, answer.directory)
        chosen = None if answer.chosen is None else frozenset(answer.chosen)
        count = sum(chosen is None or each.index in chosen for each in conflicts)
        if count:
            names = "1 name is" if count == 1 else f"{count} names are"
            outcome = _OUTCOMES[answer.conflicts or (await self._run.node.settings()).conflicts.choice]
            told = f"{names} there already: {outcome} (k keeps both, s skips the same, r replaces)."
            if told != self._told:
                self._told = told
                self._run.output.note(told)
        return count


def _folder(typed: str) -> tuple[Path, bool]:
    """The whole path, and whether it is there; ~ of nobody raises RuntimeError, a NUL ValueError."""
    if "\0" in typed:
        raise ValueError(typed)
    directory = Path(typed).expanduser().absolute()
    return directory, directory.exists()


def _words(line: str) -> list[str]:
    """What stands between spaces or in quotes."""
    try:
        return shlex.split(line)
    except ValueError:
        # A quote that is part of a name.
        return line.split()
