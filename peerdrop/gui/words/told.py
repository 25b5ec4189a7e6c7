"""What the node says of errors and warnings, in the user's language.

The core knows no language but English, and what it says may come from another process. So its sentences are known
again by their shape: the same words with a value for each name.
"""

import re
from functools import cache
from typing import Final

from peerdrop.core.errors import PeerDropError
from peerdrop.gui.words.phrase import Phrase


def told(sentence: str) -> str:
    """*sentence* of the node in the user's language, or as it is if it is not known."""
    for shape, phrase in _shapes():
        found = shape.fullmatch(sentence)
        if found is not None:
            return phrase.translated(**found.groupdict())
    return sentence


def told_error(error: PeerDropError) -> tuple[str, str]:
    """The sentence and the next step of *error* in the user's language."""
    return told(error.message), told(error.next_step)


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], Phrase], ...]:
    # A sentence that says more of itself comes before one that a value could stand for.
    by_words = sorted(_SENTENCES, key=lambda each: -len(_VALUE.sub("", each.text)))
    return tuple((_shape(each.text), each) for each in by_words)


def _shape(text: str) -> re.Pattern[str]:
    parts = _VALUE.split(text)
    # Every second part is the name of a value.
    written = (re.escape(part) if number % 2 == 0 else f"(?P<{part}>.+)" for number, part in enumerate(parts))
    return re.compile("".join(written), re.DOTALL)


_VALUE: Final = re.compile(r"\{(\w+)\}")
_SENTENCES: Final = (
    Phrase("Node", "Could not start: {why}"),
    Phrase("Node", "Choose another port with --port, or stop what uses these."),
    Phrase("Node", "Try again."),
    Phrase("Node", "Could not start: port {port} is in use by another program."),
    Phrase("Node", "Could not start: port {port} may not be opened by this user."),
    Phrase("Node", "Could not start: ports {first} to {last} are all in use."),
    Phrase("Node", "Port {port} is in use by another program."),
    Phrase("Node", "Port {port} may not be opened by this user."),
    Phrase("Node", "UDP port {port} is in use by another program."),
    Phrase("Node", "UDP port {port} may not be opened by this user."),
    Phrase("Node", "Ports {first} to {last} are all in use."),
    Phrase("Node", "Choose another one."),
    Phrase("Node", "Choose another with --port, or stop the program that uses it."),
    Phrase("Node", "The installed WebRTC library can't be used safely: {why}."),
    Phrase("Node", "Install PeerDrop anew, with the library versions it names."),
    Phrase("Node", "Could not start: this machine gives no network sockets ({why})."),
    Phrase("Node", "Close other programs, or start this machine anew."),
    Phrase("Node", "That is not an address."),
    Phrase("Node", "Write a name, 192.168.1.20 or 192.168.1.20:3001."),
    Phrase("Node", "This is this device."),
    Phrase("Node", "Write the address of the other one."),
    Phrase("Node", "Nothing answers at {address}."),
    Phrase("Node", "Is PeerDrop running there? Start it and try again."),
    Phrase("Node", "Update the older PeerDrop of the two."),
    Phrase("Node", "Another machine, at {address}, uses the same identity: probably a copied disk."),
    Phrase("Node", "At {address} is another machine with the same identity as this one: probably a copied disk."),
    Phrase("Node", "On one of the two, move identity.json and its backup away and start it again."),
    Phrase("Node", "The PeerDrop that runs on this home has ended or does not answer."),
    Phrase("Node", "Try again in a moment."),
    Phrase("Node", "The PeerDrop that runs on this home could not do that ({what}: {status})."),
    Phrase("Node", "Look at its log, or restart it with --verbose."),
    Phrase("Node", "PeerDrop {other} runs on this home, and this is {own}."),
    Phrase("Node", "Close the other one, or use the same version."),
    Phrase("Node", "A PeerDrop already runs on {path}; its name and its port can't be changed from here."),
    Phrase("Node", "Leave --name and --port out, or close it first, or use another --home."),
    Phrase("Node", "There is nothing to send: the message is empty."),
    Phrase("Node", "Write something."),
    Phrase("Node", "Too long for a message: {length} characters, the limit is {limit}."),
    Phrase("Node", "Send as a file."),
    Phrase("Node", "The message holds bytes that are no text."),
    Phrase("Node", "Send it as a file."),
    Phrase("Node", "No device {id} is known."),
    Phrase("Node", "Look for it first, or add its address."),
    Phrase("Node", "The list of devices could not be saved ({why})."),
    Phrase("Node", "Check the permissions and the free space of PeerDrop's folder."),
    Phrase("Node", "Where devices were could not be saved ({why})."),
    Phrase("Node", "There is no history in this run."),
    Phrase("Node", "Restart PeerDrop; at its start it says why."),
    Phrase("Node", "The history was damaged and set aside as {name}. A new one was begun."),
    Phrase("Node", "Your identity and your devices are not touched."),
    Phrase(
        "Node",
        "Your identity and your devices are not touched. "
        "Look at what waits to be sent, and at how long conversations are kept.",
    ),
    Phrase("Node", "The history {path} can't be used ({why}). Nothing is kept for now."),
    Phrase("Node", "Check the permissions and the free space of PeerDrop's folder, and restart PeerDrop."),
    Phrase("Node", "The history can't be read ({why})."),
    Phrase("Node", "Check PeerDrop's folder, and restart PeerDrop."),
    Phrase("Node", "The history can't be saved ({why}). Everything else works."),
    Phrase("Node", "Check the free space and the permissions of PeerDrop's folder."),
    Phrase("Node", "The history was made by a newer PeerDrop. It is left as it is, and nothing is added."),
    Phrase("Node", "Update PeerDrop."),
    Phrase("Node", "The history can't be saved ({why})."),
    Phrase("Node", "That does not wait any more."),
    Phrase("Node", "It was sent, or withdrawn before."),
    Phrase("Node", "It is deleted, but the file of the history may still hold traces of it."),
    Phrase("Node", "Check the free space and the permissions of PeerDrop's folder, and delete once more."),
    Phrase("Node", "The connection to {name} was called off."),
    Phrase("Node", "PeerDrop is closing."),
    Phrase("Node", "No device {id} was found."),
    Phrase("Node", "Check that PeerDrop runs there, or add its address."),
    Phrase("Node", "There is no such transfer."),
    Phrase("Node", "Look at the list of transfers."),
    Phrase("Node", "That transfer is over."),
    Phrase("Node", "Send the files again."),
    Phrase("Node", "That transfer comes from the other device."),
    Phrase("Node", "It decides the order there."),
    Phrase("Node", "That transfer has not failed."),
    Phrase("Node", "That transfer is tried again already."),
    Phrase("Node", "That transfer is sent from here."),
    Phrase("Node", "The other device accepts it."),
    Phrase("Node", "Can't write to {folder} ({why})."),
    Phrase("Node", "Choose another folder."),
    Phrase("Node", "Ask for the files again."),
    Phrase("Node", "No file was chosen."),
    Phrase("Node", "Choose at least one file, or decline."),
    Phrase("Node", "There is nothing to send."),
    Phrase("Node", "Choose at least one file or folder."),
    Phrase("Node", "More than {count} files are too many for one transfer."),
    Phrase("Node", "Send fewer at a time."),
    Phrase("Node", "There is no {path}."),
    Phrase("Node", "Check the name."),
    Phrase("Node", "{path} can't be read ({why})."),
    Phrase("Node", "{path} and {more} more can't be read."),
    Phrase("Node", "{path} can't be read."),
    Phrase("Node", "Check its permissions."),
    Phrase(
        "Node",
        "{path} and {more} more can't be sent: names are too long or not valid text (UTF-8), or files too big.",
    ),
    Phrase("Node", "Rename them, then send again."),
    Phrase("Node", "{path} can't be sent: its name is too long or is not valid text (UTF-8), or it is too big."),
    Phrase("Node", "Rename it, then send again."),
    Phrase("Node", "Those files are too large for one transfer."),
    Phrase("Node", "More than {count} folders are too many for one transfer."),
    Phrase("Node", "The names of these files, with their folders, are longer than one transfer takes ({most})."),
    Phrase("Node", "The disk with its files does not answer."),
    Phrase("Node", "{path} is neither a file nor a folder."),
    Phrase("Node", "Choose a file."),
    Phrase("Node", "Those files have changed since."),
    Phrase("Node", "Send them anew."),
    Phrase("Node", "None of those files can be read any more."),
    Phrase("Node", "Look where they are now."),
    Phrase("Node", "Not enough space in {folder}: {free} GB free, {needed} GB needed."),
    Phrase(
        "Node",
        "Not enough space in {folder}: {free} GB free beside what other transfers need, {needed} GB needed.",
    ),
    Phrase(
        "Node",
        "Not enough space in {folder}: {free} GB free beside what other transfers need and what is kept free, "
        "{needed} GB needed.",
    ),
    Phrase("Node", "Free some space or choose another folder."),
    Phrase("Node", "A speed limit must be at least {rate} kB/s."),
    Phrase("Node", "Choose a higher one, or 0 for none."),
    Phrase("Node", "That is too scattered a choice."),
    Phrase("Node", "Choose fewer files, or whole folders."),
    Phrase("Node", "Transfers that waited could not be read: {count}."),
    Phrase("Node", "Send those files again."),
    Phrase("Node", "Can't read {folder} ({why})."),
    Phrase("Node", "The transfer can't be kept for later ({why})."),
    Phrase("Node", "Free some space on the disk with PeerDrop's folder."),
    Phrase("Node", "The connection did not come about in time."),
    Phrase("Node", "PeerDrop is not running yet."),
    Phrase("Node", "Wait a moment and try again."),
    Phrase("Node", "PeerDrop stopped because something in it went wrong."),
    Phrase("Node", "Start it again."),
    Phrase("Node", "The settings could not be saved ({why})."),
    Phrase("Node", "The picture could not be kept{why}."),
    Phrase("Node", "Check the free space and try again."),
    Phrase("Node", "Something in PeerDrop went wrong."),
    Phrase("Node", "Try it again. If it happens again, look into the log."),
    Phrase("Node", "The home {path} can't be used ({why})."),
    Phrase("Node", "Check its permissions and free space, or choose another folder with --home."),
    Phrase("Node", "The home {path} is not a folder."),
    Phrase("Node", "Choose another folder with --home."),
    Phrase("Node", "Another PeerDrop already runs on {path}."),
    Phrase("Node", "Use that one, or start this one with another --home."),
    Phrase("Node", "Or start with another folder: --home."),
    Phrase(
        "Node",
        "The identity file {path} is missing, but its backup {backup} is there. "
        "Rename the backup to {file} to stay the same device.",
    ),
    Phrase("Node", "The identity file {path} can't be read ({why}). Check its permissions."),
    Phrase(
        "Node",
        "The identity file {path} is damaged. Put {backup} in its place to stay the same device, "
        "or move it and any {other} away to become a new device for everybody.",
    ),
    Phrase(
        "Node",
        "The identity file {path} is damaged. Restore it from a backup to stay the same device, "
        "or move it and any {other} away to become a new device for everybody.",
    ),
    Phrase(
        "Node",
        "The identity file {path} can't be written ({why}). Choose another folder with --home, or free space there.",
    ),
    Phrase("Node", "The folder {folder} can't be used ({why})."),
    Phrase("Node", "Check its permissions, or choose another with --home."),
    Phrase("Node", "{folder} is not a folder."),
    Phrase("Node", "Choose a folder that exists."),
    Phrase("Node", "Only a verified device can be accepted always."),
    Phrase("Node", "Verify this device first."),
    Phrase("Node", "That device does not answer where it was."),
    Phrase("Node", "Search again."),
    Phrase("Node", "The list of known devices was damaged and set aside as {name}."),
    Phrase("Node", "You will be asked about every device again."),
    Phrase("Node", "The list of saved addresses was damaged and set aside as {name}."),
    Phrase("Node", "Devices are saved again as they appear."),
    Phrase("Node", "The list of known devices could not be saved ({why})."),
    Phrase("Node", "That can't be a name."),
    Phrase("Node", "Write one line of up to 64 characters."),
    Phrase("Node", "The folder must be a whole path."),
    Phrase("Node", "Choose the folder anew."),
    Phrase("Node", "To take files from anybody can't be kept."),
    Phrase("Node", "Use --accept all for one run."),
    Phrase("Node", "The settings file {path} is damaged: {why}."),
    Phrase("Node", "Correct it, or delete it to start with the defaults."),
    Phrase("Node", "The settings file {path} can't be read ({why})."),
    Phrase("Node", "{server} is no server."),
    Phrase("Node", "Write it like stun:server.example:3478."),
    Phrase("Node", "Write networks like 192.168.1.0/24."),
    Phrase("Node", "That can't be set: {why}."),
    Phrase("Node", "Set something else."),
)
