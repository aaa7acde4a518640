"""The tree of folders and archives beside hits."""

from workers.page.asked import Asked
from workers.page.source_tree import source_tree

COUNTED = (
    ("file:///", 10), ("file:///a/", 10), ("file:///a/b/", 6), ("file:///a/c.zip!", 4),
    ("file:///a/b/d/", 6), ("file:///a/c.zip!x/", 1),
)  # fmt: skip


def test_the_first_level_with_a_choice_is_shown() -> None:
    """What everything stands in is passed over and told above; the largest folder comes first."""
    tree = source_tree(COUNTED, 10, 8)
    assert [one.name for one in tree.above] == ["file:///", "a/"]
    assert [(one.name, one.count) for one in tree.inside] == [("b/", 6), ("c.zip!", 4)]
    assert len(source_tree(COUNTED, 10, 1).inside) == 1


def test_names_of_folders_are_as_people_write_them() -> None:
    """In their addresses, which links need, characters are encoded; not in members of archives."""
    paths = ("file:///", "file:///a%20%C3%A9/", "file:///a%20%C3%A9/b%21.zip!",
             "file:///a%20%C3%A9/b%21.zip!c%20/")  # fmt: skip
    tree = source_tree(tuple((one, 2) for one in paths), 2, 8)
    assert [one.name for one in tree.above] == ["file:///", "a é/", "b!.zip!", "c%20/"]


def test_documents_of_no_folder_leave_the_outermost_level() -> None:
    """Then not everything stands in the first folder."""
    tree = source_tree(COUNTED, 11, 8)
    assert (tree.above, [one.path for one in tree.inside]) == ((), ["file:///"])
    assert source_tree((), 0, 8).inside == ()


def test_a_folder_takes_the_place_of_those_around_and_in_it() -> None:
    """Other folders and filters stay."""
    asked = Asked(including=(("source", "a/b/"), ("place", "Bern"), ("source", "c/")), page=3)
    assert asked.at_folder("a/").including == (
        ("place", "Bern"),
        ("source", "c/"),
        ("source", "a/"),
    )
    assert asked.at_folder("a/b/c!").including[-1] == ("source", "a/b/c!")
