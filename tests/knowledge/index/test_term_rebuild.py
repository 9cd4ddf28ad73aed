import shutil
import sqlite3

from tests.knowledge.conftest import Desk


def test_a_data_folder_of_an_older_release_is_searched_by_words_after_the_start(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "travel_policy.md", "# Hotels\n\nA night may cost up to 500.")
    desk.add("base", "b.txt", "Trains are paid in full.")
    before = desk.bases.search("travel policy", mode="terms")
    desk.close()
    terms = desk.folder / "knowledge" / "terms"
    [index] = terms.iterdir()
    version_id = index.name.partition(".")[0]
    shutil.rmtree(index)
    with sqlite3.connect(terms / f"{version_id}.sqlite") as old:
        old.execute("CREATE VIRTUAL TABLE terms USING fts5(heading, body)")
    old.close()
    desk.open()
    assert [p.document for p in desk.bases.search("travel policy", mode="terms")] == ["travel_policy.md"]
    assert desk.bases.search("travel policy", mode="terms") == before
    assert [path.name for path in terms.iterdir()] == [index.name]


def test_a_damaged_index_is_made_anew(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "a.txt", "The roof is red.")
    desk.close()
    [index] = (desk.folder / "knowledge" / "terms").iterdir()
    (index / "meta.json").write_text("not JSON")
    desk.open()
    assert [p.document for p in desk.bases.search("roof", mode="terms")] == ["a.txt"]
    desk.bases.delete("base")
    assert not list((desk.folder / "knowledge" / "terms").iterdir())


def test_a_whole_index_is_left_alone(desk: Desk) -> None:
    desk.bases.create("base")
    desk.add("base", "a.txt", "The roof is red.")
    desk.close()
    [index] = (desk.folder / "knowledge" / "terms").iterdir()
    before = {path.name: path.stat().st_mtime_ns for path in index.iterdir()}
    desk.open()
    assert desk.bases.search("roof", mode="terms")
    assert {path.name: path.stat().st_mtime_ns for path in index.iterdir()} == before
