from gersapp.web.rendering.answers import Answers


def test_an_answer_is_kept_when_it_is_asked_for_again() -> None:
    answers = Answers()
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"page"

    assert {answers.get(("1", "/"), make) for _ in range(5)} == {b"page"}
    assert made == [1, 1]


def test_answers_asked_for_once_leave_those_asked_for_again_in_their_place() -> None:
    answers = Answers(most_bytes=1_600)
    for _ in range(2):
        answers.get("a", lambda: b"a")
    for number in range(25_000):
        answers.get(number, lambda: b"other")
    assert answers.get("a", lambda: b"made again") == b"a"


def test_another_key_has_another_answer() -> None:
    answers = Answers()
    assert answers.get(("1", "/"), lambda: b"before") == b"before"
    assert answers.get(("2", "/"), lambda: b"after") == b"after"


def test_the_least_recently_asked_for_goes_first_when_there_is_no_room() -> None:
    answers = Answers(most_bytes=3010)
    for _ in range(2):
        answers.get("a", lambda: b"aaaa")
        answers.get("b", lambda: b"bbbb")
    answers.get("a", lambda: b"not made again")
    for _ in range(2):
        answers.get("c", lambda: b"cccc")
    assert answers.get("a", lambda: b"made again") == b"aaaa"
    assert answers.get("b", lambda: b"B") == b"B"


def test_an_answer_too_large_to_be_kept_is_given_all_the_same() -> None:
    answers = Answers(most_bytes=2)
    assert answers.get("a", lambda: b"large") == b"large"
    assert answers.get("a", lambda: b"again") == b"again"
