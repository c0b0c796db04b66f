"""Make the sample letters, the annotated passages and their gold records from corpus/sources.

    python corpus/build.py            writes corpus/letters, corpus/gold, corpus/passages
    python corpus/build.py --check    exit status 1 when what is there is not what would be written
    python corpus/build.py --render DIR   every source letter in every format, to measure the parsers with

The output depends on the sources only: no times, no random numbers.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from annotation import Source, read  # noqa: E402
from layout import WRITERS, to_txt  # noqa: E402


def outputs(root: Path) -> dict[Path, bytes]:
    """Every file to write, by path under `root`, with its content."""
    files: dict[Path, bytes] = {}
    for path in sorted((HERE / "sources" / "letters").glob("*.txt")):
        source = read(path)
        suffix, write = WRITERS[source.settings["format"]]
        files[root / "letters" / f"{source.name}.{suffix}"] = write(source)
        files[root / "gold" / f"{source.name}.json"] = gold_json(source)
    for part in ("dev", "test"):
        for path in sorted((HERE / "sources" / part).glob("*.txt")):
            source = read(path)
            files[root / "passages" / part / f"{source.name}.txt"] = to_txt(source)
            files[root / "passages" / part / f"{source.name}.json"] = gold_json(source)
    return files


def renderings(folder: Path) -> dict[Path, bytes]:
    """Every source letter in every format: `folder`/FORMAT/NAME.suffix, and its record in `folder`/gold."""
    files: dict[Path, bytes] = {}
    for path in sorted((HERE / "sources").rglob("*.txt")):
        source = read(path)
        sender = str((source.gold.get("sender") or {}).get("name", ""))
        extra = {"pages": "Pagina {n}", "hyphens": True, "header": f"{sender} – {source.gold.get('subject')}"}
        source.settings.update({key: value for key, value in extra.items() if key not in source.settings})
        files[folder / "gold" / path.parent.name / f"{source.name}.json"] = gold_json(source)
        for name, (suffix, write) in WRITERS.items():
            files[folder / name / f"{source.name}.{suffix}"] = write(source)
    return files


def gold_json(source: Source) -> bytes:
    """The gold record as it stands on disk."""
    return (json.dumps(source.gold, ensure_ascii=False, indent=1) + "\n").encode()


def main() -> int:
    """Write or check all files; returns the exit status."""
    if "--render" in sys.argv[1:]:
        return write(renderings(Path(sys.argv[sys.argv.index("--render") + 1])))
    files = outputs(HERE)
    if "--check" in sys.argv[1:]:
        stale = [path for path, data in files.items() if not path.is_file() or path.read_bytes() != data]
        for path in stale:
            print(f"{path.relative_to(HERE)}: not what build.py makes now; run it")
        return 1 if stale else 0
    return write(files)


def write(files: dict[Path, bytes]) -> int:
    """Write all files; returns the exit status."""
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{len(files)} files written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
