from gersapp.web.answers import Answers


def test_an_answer_is_made_once() -> None:
    answers = Answers()
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"page"

    assert answers.get(("1", "/"), make) == answers.get(("1", "/"), make) == b"page"
    assert made == [1]


def test_another_key_has_another_answer() -> None:
    answers = Answers()
    assert answers.get(("1", "/"), lambda: b"before") == b"before"
    assert answers.get(("2", "/"), lambda: b"after") == b"after"


def test_the_least_recently_asked_for_goes_first_when_there_is_no_room() -> None:
    answers = Answers(most_bytes=3010)
    answers.get("a", lambda: b"aaaa")
    answers.get("b", lambda: b"bbbb")
    answers.get("a", lambda: b"not made again")
    answers.get("c", lambda: b"cccc")
    assert answers.get("a", lambda: b"made again") == b"aaaa"
    assert answers.get("b", lambda: b"B") == b"B"


def test_an_answer_too_large_to_be_kept_is_given_all_the_same() -> None:
    answers = Answers(most_bytes=2)
    assert answers.get("a", lambda: b"large") == b"large"
    assert answers.get("a", lambda: b"again") == b"again"
