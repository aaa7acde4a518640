"""The profile of a source: made once from its first documents, kept, and used by every run of it.

So that a resumed or a nightly run repairs alike, it stays as it was first made; `docmill prune
--profiles` forgets it. It is kept by the name of the source: `--source-name`, else the arguments.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from pipeline.clean import CleanStage
from pipeline.clean.profile import Profile, make_profile, read_profile, write_profile
from pipeline.errors import ConfigurationError
from pipeline.records import Document
from pipeline.sources import SourceOptions, read_sources
from pipeline.stage import Stage
from workers.accounts import Request
from workers.assets import Asset, AssetStore
from workers.session import Notice, source_options
from workers.settings import Settings

DOCUMENTS = 500
# Fewer say too little of a source to be worth it, and it would be kept when there are more.
FEWEST_DOCUMENTS = 50
# A run waits for this reading: documents beyond so many raw bytes are left out.
SAMPLE_BYTES = 16_000_000
OPTION = "learned_profile"
STANDARD_INPUT = "-"
_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")


def profiles_dir(settings: Settings) -> Path:
    """The folder of the profiles that docmill made by itself."""
    return settings.data_dir / "profiles"


def profile_path(settings: Settings, request: Request) -> Path:
    """Where the profile of a request's source lies: a readable name and a hash of the real one."""
    name = request.source_name or "\n".join(request.sources)
    mark = blake2b(name.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    readable = _UNFIT.sub("-", name.rstrip("/").rpartition("/")[2])[:40].strip("-.")
    return profiles_dir(settings) / f"{readable or 'source'}-{mark}.profile"


def learned_assets(
    settings: Settings, request: Request, stages: Sequence[Stage], notice: Notice
) -> tuple[Asset, ...]:
    """The profile of the request's source as an asset, made now if there is none.

    None where a profile is given, where the clean stage is not docmill's own, and for sources of
    fewer than `FEWEST_DOCUMENTS` documents. Standard input cannot be read twice: it is served by
    a profile that is there already, under its `--source-name`.
    """
    stage = next((stage for stage in stages if isinstance(stage, CleanStage)), None)
    configured = settings.stage_options.get(CleanStage.name, {})
    given = {asset.option for asset in request.assets if asset.stage == CleanStage.name}
    if stage is None or {"profile", OPTION} & {*configured, *given}:
        return ()
    path = profile_path(settings, request)
    if not _is_profile(path):
        if STANDARD_INPUT in request.sources:
            return ()
        texts = sample(stage, request.sources, source_options(settings, request), DOCUMENTS)
        profile = make_profile(texts)
        if profile.documents < FEWEST_DOCUMENTS:
            return ()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_profile(profile, path)
        notice(f"learnt from the first {profile.documents:,} documents: {contents(profile)}")
    return (Asset(CleanStage.name, OPTION, AssetStore(settings.data_dir).keep(path.read_bytes())),)


def _is_profile(path: Path) -> bool:
    # One that an older docmill made, or that a full disk cut off, is made anew.
    try:
        read_profile(path)
    except ConfigurationError:
        return False
    return True


def sample(
    stage: CleanStage,
    sources: Sequence[str],
    options: SourceOptions,
    documents: int,
    most_bytes: int | None = SAMPLE_BYTES,
    advance: Callable[[int], None] = lambda _: None,
) -> Iterator[str]:
    """The texts of the first documents that have one; `advance` is told each."""
    taken = read = 0
    for item in read_sources(sources, options):
        if not isinstance(item, Document):
            continue
        read += item.size
        if most_bytes is not None and read > most_bytes:
            return
        try:
            text = stage.plain_text(item)
        except Exception:  # the run itself will tell what is wrong with this document
            continue
        if text:
            yield text
            taken += 1
            advance(1)
        if taken == documents:
            return


def contents(profile: Profile) -> str:
    """What a profile holds, for people."""
    lines = len(profile.lines)
    repeated = f"{lines:,} repeated line{'' if lines == 1 else 's'}"
    return f"{len(profile.lexicon.words):,} words, {repeated}"
