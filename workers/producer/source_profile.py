"""The profile of a source: made once from its first documents, then used by every run of it.

It is not changed later, so that a resumed or a nightly run makes the same repairs; `docmill prune
--profiles` removes it. Several sources in one request have one profile together.
"""

import re
import time
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

import msgspec

from pipeline.clean import CleanStage
from pipeline.clean.profile import Profile, read_profile
from pipeline.clean.repairs import NONE
from pipeline.convert import ConvertStage
from pipeline.errors import ConfigurationError
from pipeline.sources import STANDARD_INPUT
from pipeline.stage import Stage
from workers.files.assets import Asset, AssetStore
from workers.ledger.records import Request
from workers.producer.learning import Job, learn_in_process
from workers.producer.progress import Notice
from workers.producer.source_options import source_options
from workers.settings import Settings

OPTION = "learned_profile"
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


def profiles_dir(settings: Settings) -> Path:
    """The folder of the profiles that docmill made by itself."""
    return settings.data_dir / "profiles"


def profile_path(settings: Settings, request: Request) -> Path:
    """The path of the profile of a request's source: a readable name and a hash of what is read.

    The hash is made of the source's name, if it was given one, else its path, and of the options
    that select its texts: two columns of one table are two sources.
    """
    named = [request.source_name] if request.source_name else list(request.sources)
    options = source_options(settings, request)
    what = {
        "named": request.source_name is not None,
        "sources": [name.encode("utf-8", "surrogateescape").hex() for name in named],
        "include": sorted(options.include),
        "exclude": sorted(options.exclude),
        "fields": sorted(options.fields.items()),
    }
    mark = blake2b(msgspec.json.encode(what), digest_size=6).hexdigest()
    readable = _UNFIT.sub("-", named[-1].rstrip("/").rpartition("/")[2])[:40].strip("-.")
    return profiles_dir(settings) / f"{readable or 'source'}-{mark}.profile"


def learned_assets(
    settings: Settings, request: Request, stages: Sequence[Stage], notice: Notice
) -> tuple[Asset, ...]:
    """The profile of the request's source as an asset; made now if there is none yet.

    Empty where the user gives a profile, where the stages convert and clean are not docmill's own
    or nothing is repaired, and for sources of few documents. Standard input cannot be read twice,
    so it only uses an existing profile of its `--source-name`.
    """
    configured = settings.stage_options.get(CleanStage.name, {})
    given = {asset.option for asset in request.assets if asset.stage == CleanStage.name}
    if {"profile", OPTION} & {*configured, *given}:
        return ()
    kinds = {type(stage) for stage in stages}
    if request.repairs == NONE or not kinds >= {ConvertStage, CleanStage}:
        return ()
    path = profile_path(settings, request)
    if _read(path) is None:
        if STANDARD_INPUT in request.sources:
            return ()
        begun = time.monotonic()
        job = Job(
            request.sources, source_options(settings, request),
            settings.stage_options.get(ConvertStage.name, {}), configured, str(path),
        )  # fmt: skip
        if why := learn_in_process(job):
            notice(f"no profile of the source could be made, the run continues without ({why})")
            return ()
        profile = _read(path)
        if profile is None:
            return ()
        notice(
            f"learnt from the first {profile.documents:,} documents, once and in "
            f"{time.monotonic() - begun:.1f} s: {contents(profile)}"
        )
    return (Asset(CleanStage.name, OPTION, AssetStore(settings.data_dir).keep(path.read_bytes())),)


def _read(path: Path) -> Profile | None:
    # A profile of an older docmill, or one cut off by a full disk, is made again.
    try:
        return read_profile(path)[0]
    except ConfigurationError:
        return None


def contents(profile: Profile) -> str:
    """What a profile holds, as a phrase for a message."""
    lines = len(profile.lines)
    repeated = f"{lines:,} repeated line{'' if lines == 1 else 's'}"
    return f"{len(profile.lexicon.words):,} words, {repeated}"
