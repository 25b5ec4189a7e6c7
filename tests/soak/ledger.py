"""What was sent in a soak, and what became of it."""

import contextlib
import shutil
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from tests.lab.tree import FOLDER, Tree
from tests.peerdrop_process import Fields
from tests.soak.member import Member

PART_SUFFIX = ".peerdrop-part"


class Promise(Enum):
    """What may be found of a job at its receiver."""

    WHOLE = auto()
    """All of it, once."""
    WHOLE_OR_NOTHING = auto()
    """The sender ended while it was told to send: whether it was taken on, nobody knows."""
    ANY_PART = auto()
    """It was canceled: what has its name is right, and nothing is there twice."""
    NOTHING = auto()
    """The receiver's disk had no room when it was offered, and it said no."""


@dataclass(slots=True, eq=False)
class Job:
    """One folder or file on its way."""

    number: int
    sender: Member
    receiver: Member
    tree: Tree
    promise: Promise = Promise.WHOLE
    transfer_id: str = ""
    begun: bool = False
    """Bytes went: from then on only its users end it."""
    ended_at_sender: bool = False
    ended_at_receiver: bool = False
    judged: bool = False
    failure: str = ""

    @property
    def name(self) -> str:
        """At the top of the receiver's folder."""
        return self.tree.path.name

    @property
    def is_over(self) -> bool:
        """As far as events told."""
        return self.judged or bool(self.failure) or (self.ended_at_sender and self.ended_at_receiver)


@dataclass(slots=True, eq=False)
class Text:
    """One message. *certain*: the sender took it on."""

    sender: Member
    receiver: Member
    text: str
    certain: bool = True


@dataclass(slots=True)
class Verdict:
    """The counts. What is wrong, lost or doubled must not be."""

    jobs: int = 0
    texts: int = 0
    arrived_jobs: int = 0
    arrived_files: int = 0
    arrived_bytes: int = 0
    canceled_jobs: int = 0
    refused_jobs: int = 0
    unsure: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Nothing is wrong, lost, doubled or left about."""
        return not (self.wrong or self.lost or self.doubled or self.stray)


class Ledger:
    """Takes note of what is sent and of what nodes tell; judges each job when both ends are done with it."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.texts: list[Text] = []
        self.verdict = Verdict()
        self._by_id: dict[str, Job] = {}
        self._shown: Counter[tuple[str, str]] = Counter()

    def live_jobs(self, member: Member | None = None) -> list[Job]:
        """Those not known to be over, of which *member* is one end."""
        return [
            job
            for job in self.jobs
            if not job.is_over and job.transfer_id and member in (None, job.sender, job.receiver)
        ]

    def took_on(self, job: Job, transfer_id: str) -> None:
        """Its sender knows it by that ID."""
        job.transfer_id = transfer_id
        self._by_id[transfer_id] = job

    def heard(self, member: Member, event: Fields) -> None:
        """One event of a node."""
        if event["event"] == "message_received":
            self._shown[member.name, event["message_id"]] += 1
            return
        job = self._by_id.get(event.get("transfer_id", ""))
        if job is None:
            return
        if event["event"] == "transfer_completed":
            if event["problems"]:
                job.failure = f"completed with problems {event['problems']}"
            self._ended(job, member)
        elif event["event"] == "transfer_state_changed":
            self._state_changed(job, member, event)

    def _state_changed(self, job: Job, member: Member, event: Fields) -> None:
        if event["state"] == "TRANSFERRING":
            job.begun = True
            if job.promise is Promise.NOTHING:
                # The sender never heard the refusal; when it offered the job once more there was room.
                job.promise = Promise.WHOLE
                job.ended_at_sender = job.ended_at_receiver = False
        if event["state"] in {"CANCELED", "FAILED", "DECLINED"}:
            if event["state"] == "DECLINED" and event["reason"] == "NO_SPACE" and not job.begun:
                job.promise = Promise.NOTHING
            elif job.promise is not Promise.ANY_PART:
                job.failure = f"{event['state']} {event['reason']} at {member.name}"
            self._ended(job, member)

    def judge_ended(self) -> None:
        """Look at what both ends say is over, and remove what is right: the disks are small. Reads files."""
        for job in self.jobs:
            if job.ended_at_sender and job.ended_at_receiver and not job.judged and not job.failure:
                self._judge(job)

    def judge_all(self) -> None:
        """Everything is settled: look at all that is left."""
        for job in self.jobs:
            if not job.judged:
                self._judge(job)
        for member in {job.receiver for job in self.jobs} | {job.sender for job in self.jobs}:
            self._look_for_strays(member)
        self.verdict.jobs = len(self.jobs)

    def judge_texts(self, member: Member, received: list[tuple[str, str]]) -> None:
        """*received* are the senders' IDs and the texts in the history of *member*."""
        counts = Counter(received)
        for each in self.texts:
            if each.receiver is not member:
                continue
            self.verdict.texts += 1
            found = counts.pop((each.sender.device_id, each.text), 0)
            if found > 1:
                self.verdict.doubled.append(f"text {each.text[:40]!r} is {found} times at {member.name}")
            elif not found and each.certain:
                self.verdict.lost.append(f"text {each.text[:40]!r} from {each.sender.name} to {member.name}")
        self.verdict.wrong.extend(f"text {text[:40]!r} at {member.name} was never sent" for _, text in counts)
        for (name, message_id), times in self._shown.items():
            if name == member.name and times > 1:
                self.verdict.doubled.append(f"text {message_id} was shown {times} times at {name}")

    @staticmethod
    def _ended(job: Job, member: Member) -> None:
        job.ended_at_sender |= member is job.sender
        job.ended_at_receiver |= member is job.receiver

    def _judge(self, job: Job) -> None:
        job.judged = True
        verdict = self.verdict
        place = job.receiver.disk.path / job.name
        what = f"job {job.number} {job.name} {job.transfer_id[:8]} {job.sender.name}->{job.receiver.name}"
        if job.failure:
            verdict.lost.append(f"{what}: {job.failure}")
        elif job.promise is Promise.ANY_PART:
            verdict.canceled_jobs += 1
            verdict.wrong.extend(f"{what}: {path} of a canceled job" for path in _differing(job.tree, place))
        elif job.promise is Promise.NOTHING:
            verdict.refused_jobs += 1
            if place.exists():
                verdict.stray.append(f"{what}: refused, and something is there")
        elif job.tree.is_at(place):
            verdict.arrived_jobs += 1
            verdict.arrived_files += sum(digest != FOLDER for digest in job.tree.content.values())
            verdict.arrived_bytes += job.tree.size_bytes
        elif place.exists():
            differing = _differing(job.tree, place)
            (verdict.wrong if differing else verdict.lost).append(f"{what}: {differing or 'files are missing'}")
        elif job.promise is Promise.WHOLE_OR_NOTHING:
            verdict.unsure += 1
        else:
            verdict.lost.append(f"{what}: nothing is there")
        _remove(place)
        _remove(job.tree.path)

    def _look_for_strays(self, member: Member) -> None:
        # What a canceled job left while its device was away is taken up or swept later.
        excused = {job.transfer_id for job in self.jobs if job.promise in {Promise.ANY_PART, Promise.NOTHING}}
        for name in member.disk.names():
            transfer_id = name[1:33]
            if not name.endswith(PART_SUFFIX):
                self.verdict.doubled.append(f"{name} at {member.name}")
            elif transfer_id not in excused:
                self.verdict.stray.append(f"part file {name} at {member.name}")
        for path in (*member.home.glob("transfers/*"), *member.home.glob("outbox/*")):
            if path.stem not in excused:
                self.verdict.stray.append(f"{path.parent.name}/{path.name} at {member.name}")


def _differing(tree: Tree, place: Path) -> list[str]:
    """What stands at *place* and is no part of *tree*."""
    if not place.exists():
        return []
    found = Tree.read(place).content
    return sorted(path for path, digest in found.items() if tree.content.get(path) != digest)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
