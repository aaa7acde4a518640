"""RAR archives."""

import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.sources.entry import Entry, Reader
from pipeline.sources.members import Members
from pipeline.sources.options import SourceOptions
from pipeline.sources.problems import Corrupt, Encrypted, Item, Unsupported, passed_over

if TYPE_CHECKING:
    from rars import RarFile

# What members of one archive may take in memory together, in documents of the largest size.
MOST_AT_ONCE = 4
_LINK = 0o120000
_TYPE = 0o170000
_UNIX = 3


class RarArchive:
    """RAR of all versions, in one volume; needs the extra `rar`."""

    name = "rar"
    extra = "rar"
    suffixes = (".rar",)
    marks = (b"Rar!\x1a\x07",)
    is_archive = True
    seeks = True

    def recognises(self, head: bytes, name: str) -> bool:
        """By its mark."""
        return head.startswith(b"Rar!\x1a\x07")

    def read(self, entry: Entry, options: SourceOptions, reader: Reader) -> Iterator[Item]:
        """The members in the order of the archive; a bad one fails alone."""
        import rars

        most = MOST_AT_ONCE * options.limits.max_document_bytes
        try:
            archive = _opened(entry.stream)
            infos = [info for info in archive.infolist() if not info.is_dir()]
        except rars.PasswordRequired as error:
            raise Encrypted("needs a password; unpack it and give docmill the files") from error
        except (rars.Error, OSError) as error:
            raise Corrupt(f"the archive is damaged: {error}") from error
        if not infos:
            yield passed_over(entry.locator, "empty")
        members = Members(entry)
        for group in _groups(infos, most):
            contents = _together(archive, group, most)
            for place, info in enumerate(group):
                content = contents[place] if contents else None
                member = members.add(
                    info.filename.replace("\\", "/"),
                    partial(_open, archive, info, content, most),
                    size=info.file_size,
                    packed=None if info.is_solid else info.compress_size,
                    kind=_kind(info),
                )
                yield from member.read(options, reader)


def _opened(stream: io.BufferedReader) -> "RarFile":
    """The archive by the file behind the stream, else by its bytes, of which there are few."""
    import rars

    try:
        descriptor = stream.fileno()
    except OSError:
        return rars.RarFile.from_bytes(stream.read())
    return rars.RarFile(f"/dev/fd/{descriptor}")


def _groups(infos: list[Any], most: int) -> Iterator[list[Any]]:
    """Members that are unpacked together: what is solid has to be unpacked from its beginning."""
    group: list[Any] = []
    size = 0
    for info in infos:
        if group and (size + info.file_size > most or not info.is_solid):
            yield group
            group, size = [], 0
        group.append(info)
        size += info.file_size
    if group:
        yield group


def _together(archive: "RarFile", group: list[Any], most: int) -> list[bytes] | None:
    """The contents of several members; None where they must be tried one by one."""
    import rars

    if len(group) == 1 or any(info.is_encrypted for info in group):
        return None
    try:
        options = rars.ReadOptions(max_member_output_bytes=most)
        return [bytes(content) for content in archive.read_many(group, options=options)]
    except rars.Error:
        return None


def _open(archive: "RarFile", info: Any, content: bytes | None, most: int) -> io.BufferedIOBase:
    import rars

    if content is not None:
        return io.BytesIO(content)
    if info.is_encrypted:
        raise Encrypted("needs a password; unpack it and give docmill the files")
    if info.is_split_before or info.is_split_after:
        raise Unsupported(
            "goes on in another volume; unpack the volumes and give docmill the files"
        )
    try:
        options = rars.ReadOptions(max_member_output_bytes=most)
        return io.BytesIO(archive.read(info, options=options))
    except rars.PasswordRequired as error:
        raise Encrypted("needs a password; unpack it and give docmill the files") from error
    except rars.UnsupportedRarFeature as error:
        raise Unsupported(f"cannot be read here: {error}") from error
    except (rars.Error, OSError) as error:
        raise Corrupt(f"the data is damaged: {error}") from error


def _kind(info: Any) -> str | None:
    is_link = info.host_os == _UNIX and info.file_attr & _TYPE == _LINK
    return "symlink" if is_link else None
