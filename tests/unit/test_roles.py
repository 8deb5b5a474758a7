"""`gersapp.editors.rights`: what a person may do in each body, and whom they may let do it."""

import pytest

from gersapp.editors.rights import ALL_RIGHTS, NO_RIGHTS, Rights, Role

EDITOR, MANAGER = Rights(roles={"gers": Role.EDITOR}), Rights(roles={"gers": Role.MANAGER})


@pytest.mark.parametrize(
    ("rights", "body", "may_edit", "may_manage"),
    [
        (NO_RIGHTS, "gers", False, False),
        (EDITOR, "gers", True, False),
        (EDITOR, "auch", False, False),
        (EDITOR, "", False, False),
        (MANAGER, "gers", True, True),
        (MANAGER, "auch", False, False),
        (ALL_RIGHTS, "gers", True, True),
        (ALL_RIGHTS, "", True, True),
    ],
)
def test_a_role_is_good_for_its_body_only(
    rights: Rights, body: str, may_edit: bool, may_manage: bool
) -> None:
    assert (rights.may_edit(body), rights.may_manage(body)) == (may_edit, may_manage)


@pytest.mark.parametrize(
    ("giver", "given", "may"),
    [
        (MANAGER, EDITOR, True),
        (MANAGER, MANAGER, False),
        (MANAGER, ALL_RIGHTS, False),
        (MANAGER, Rights(roles={"auch": Role.EDITOR}), False),
        (MANAGER, Rights(roles={"gers": Role.EDITOR, "auch": Role.EDITOR}), False),
        (EDITOR, EDITOR, False),
        (NO_RIGHTS, EDITOR, False),
        (ALL_RIGHTS, MANAGER, True),
        (ALL_RIGHTS, ALL_RIGHTS, True),
    ],
)
def test_a_manager_names_editors_and_a_curator_anybody(giver: Rights, given: Rights, may: bool) -> None:
    assert giver.may_give(given) is may


def test_another_role_replaces_the_one_of_its_body() -> None:
    both = EDITOR.with_role("auch", Role.EDITOR)
    assert both.with_role("gers", Role.MANAGER).roles == {"auch": Role.EDITOR, "gers": Role.MANAGER}
    assert both.with_role("gers", None).roles == {"auch": Role.EDITOR}


@pytest.mark.parametrize(
    ("rights", "other", "together"),
    [
        (MANAGER, EDITOR, MANAGER),
        (EDITOR, MANAGER, MANAGER),
        (EDITOR, NO_RIGHTS, EDITOR),
        (NO_RIGHTS, ALL_RIGHTS, ALL_RIGHTS),
        (ALL_RIGHTS, EDITOR, Rights(curator=True, roles={"gers": Role.EDITOR})),
    ],
)
def test_rights_join_and_none_is_lost(rights: Rights, other: Rights, together: Rights) -> None:
    assert rights.joined_with(other) == together
