from __future__ import annotations

import threading
from pathlib import Path

import pytest

from sportello.console.draft import ChangedMeanwhile, Draft
from sportello.files import fingerprint, write_whole

CARTA = "carta.yml"
PHRASES = "nlu/bisogni/sad.yml"


@pytest.fixture
def live(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name, text in ((CARTA, "uno\n"), (PHRASES, "frasi\n")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def draft(live: Path, tmp_path: Path) -> Draft:
    return Draft(live, tmp_path / "bozza")


def told(draft: Draft) -> list[tuple[str, str | None, str | None, bool]]:
    return [(change.name, change.before, change.after, change.conflict) for change in draft.changes()]


def test_nothing_is_drafted_at_first(draft: Draft) -> None:
    assert told(draft) == []
    assert draft.read(CARTA) == "uno\n"
    assert draft.names() == [CARTA, PHRASES]


def test_a_change_is_in_the_draft_alone(draft: Draft, live: Path) -> None:
    draft.write(CARTA, "due\n")
    assert draft.read(CARTA) == "due\n"
    assert (live / CARTA).read_text(encoding="utf-8") == "uno\n"
    assert told(draft) == [(CARTA, "uno\n", "due\n", False)]


def test_a_change_that_is_taken_back_is_none(draft: Draft) -> None:
    draft.write(CARTA, "due\n")
    draft.write(CARTA, "uno\n")
    assert told(draft) == []


def test_a_file_can_come_and_go(draft: Draft) -> None:
    draft.write("nlu/bisogni/nuovo.yml", "nuove\n")
    draft.write(PHRASES, None)
    assert draft.names() == [CARTA, "nlu/bisogni/nuovo.yml"]
    assert draft.read(PHRASES) is None
    assert told(draft) == [("nlu/bisogni/nuovo.yml", None, "nuove\n", False), (PHRASES, "frasi\n", None, False)]


def test_the_draft_outlasts_the_console(draft: Draft, live: Path, tmp_path: Path) -> None:
    draft.write(CARTA, "due\n")
    assert Draft(live, tmp_path / "bozza").read(CARTA) == "due\n"


def test_what_was_not_drafted_follows_the_live_file(draft: Draft, live: Path) -> None:
    (live / PHRASES).write_text("a mano\n", encoding="utf-8")
    assert draft.read(PHRASES) == "a mano\n"
    assert told(draft) == []


def test_a_live_file_that_changes_under_a_draft_is_a_conflict_until_somebody_decides(draft: Draft, live: Path) -> None:
    draft.write(CARTA, "due\n")
    (live / CARTA).write_text("a mano\n", encoding="utf-8")
    assert told(draft) == [(CARTA, "a mano\n", "due\n", True)]
    draft.keep_mine(CARTA)
    assert told(draft) == [(CARTA, "a mano\n", "due\n", False)]
    draft.discard(CARTA)
    assert draft.read(CARTA) == "a mano\n"


def test_two_who_saw_the_same_do_not_overwrite_each_other(draft: Draft) -> None:
    seen = fingerprint(draft.read(CARTA))
    draft.write(CARTA, "della prima\n", seen)
    with pytest.raises(ChangedMeanwhile):
        draft.write(CARTA, "della seconda\n", seen)
    assert draft.read(CARTA) == "della prima\n"


def test_a_file_that_is_not_there_can_be_seen_too(draft: Draft) -> None:
    seen = fingerprint(draft.read("nuovo.yml"))
    draft.write("nuovo.yml", "", seen)
    with pytest.raises(ChangedMeanwhile):
        draft.write("nuovo.yml", "altro", seen)


@pytest.mark.parametrize("name", ["../fuori.yml", "nlu/../../fuori.yml", "/etc/fuori.yml"])
def test_no_name_leads_out_of_the_folder(draft: Draft, name: str, tmp_path: Path) -> None:
    for use in (draft.read, lambda outside: draft.write(outside, "x")):
        with pytest.raises(ValueError, match="not a file of data"):
            use(name)
    assert not list(tmp_path.rglob("fuori.yml"))


@pytest.mark.parametrize("name", ["../../fuori.yml", "nlu/../../../fuori.yml", "{tmp}/fuori.yml"])
def test_only_what_is_drafted_can_be_thrown_away(draft: Draft, name: str, tmp_path: Path) -> None:
    draft.write(PHRASES, "altre\n")
    outside = tmp_path / "fuori.yml"
    outside.write_text("mio", encoding="utf-8")
    draft.discard(name.format(tmp=tmp_path))
    assert outside.is_file()
    assert told(draft) == [(PHRASES, "frasi\n", "altre\n", False)]


def test_read_change_write_is_one_at_a_time(draft: Draft, live: Path, tmp_path: Path) -> None:
    other = Draft(live, tmp_path / "bozza")
    draft.write(CARTA, "0")

    def count(mine: Draft) -> None:
        for _ in range(25):
            with mine.changing():
                mine.write(CARTA, str(int(mine.read(CARTA) or 0) + 1))

    threads = [threading.Thread(target=count, args=(each,)) for each in (draft, draft, other, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert draft.read(CARTA) == "100"


def test_all_of_it_can_be_thrown_away(draft: Draft) -> None:
    draft.write(CARTA, "due\n")
    draft.write("nuovo.yml", "x")
    draft.discard()
    assert told(draft) == []
    assert draft.names() == [CARTA, PHRASES]


def test_a_copy_holds_the_live_files_with_the_draft_in_them(draft: Draft, tmp_path: Path) -> None:
    draft.write("nlu/nuove/mie.yml", "x\n")
    draft.write(PHRASES, None)
    target = tmp_path / "copia"
    draft.write_all(target)
    assert sorted(path.relative_to(target).as_posix() for path in target.rglob("*.yml")) == [CARTA, "nlu/nuove/mie.yml"]


def test_a_write_that_fails_leaves_the_former_content_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.yml"
    write_whole(path, "prima")

    def refuse(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, "dopo")
    assert path.read_text(encoding="utf-8") == "prima"
    assert [each.name for each in tmp_path.iterdir()] == ["file.yml"]
