"""`gersapp.catalogue.links`: which addresses are those of one post."""

import pytest

from gersapp.catalogue.links import (
    recognise,
)

# Each group is one post; no two groups are the same.
SAME = [
    [
        "https://twitter.com/LeGers32/status/1255088417815367680?s=20",
        "https://x.com/LeGers32/status/1255088417815367680",
        "http://mobile.twitter.com/legers32/status/1255088417815367680/?t=abc&s=09#top",
        "https://TWITTER.com:443/i/web/status/1255088417815367680",
        "https://x.com/LeGers32/status/1255088417815367680/photo/1",
    ],
    ["https://x.com/LeGers32/status/1255088417815367681"],
    [
        "https://www.facebook.com/LeGers32/posts/2663636237190860",
        "https://m.facebook.com/legers32/posts/2663636237190860/?__tn__=-R&ref=share&mibextid=Z",
        "https://web.facebook.com/LeGers32/posts/un-titre/2663636237190860?__cft__[0]=AZ&_rdr",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2FLeGers32%2Fposts%2F"
        "2663636237190860%3Ffbclid%3Da&h=AT0",
    ],
    ["https://www.facebook.com/LeGers32/posts/pfbid0Ab"],
    ["https://www.facebook.com/LeGers32/posts/pfbid0AB"],
    [
        "https://www.facebook.com/permalink.php?story_fbid=11&id=22",
        "https://m.facebook.com/story.php?id=22&story_fbid=11&sfnsn=mo",
    ],
    ["https://www.facebook.com/permalink.php?story_fbid=11&id=23"],
    [
        "https://www.facebook.com/watch/?v=367939407513583",
        "https://facebook.com/watch?ref=saved&v=367939407513583",
        "https://www.facebook.com/LeGers32/videos/367939407513583/",
    ],
    ["https://www.facebook.com/watch/?v=3070745916279842"],
    [
        "https://www.facebook.com/pg/LeGers32/photos/?tab=album&album_id=27195484_68266303_",
        "https://m.facebook.com/LeGers32/photos?album_id=27195484_68266303_&tab=album&ref=page",
    ],
    ["https://www.facebook.com/pg/LeGers32/photos/?tab=album&album_id=27195484_68266303"],
    [
        "https://www.facebook.com/photo.php?fbid=1&set=a.2",
        "https://www.facebook.com/photo/?set=a.3&fbid=1&__tn__=EH-R",
        "https://www.facebook.com/LeGers32/photos/a.2/1/?type=3",
    ],
    ["https://www.facebook.com/photo.php?fbid=2&set=a.2"],
    [
        "https://www.instagram.com/p/B98xvlwHENT/",
        "https://instagram.com/p/B98xvlwHENT?igshid=a&utm_source=ig_web",
        "https://www.instagram.com/reel/B98xvlwHENT/?hl=fr",
        "https://www.instagram.com/p/B98xvlwHENT/?img_index=2",
    ],
    ["https://www.instagram.com/p/b98xvlwhent/"],
    [
        "https://www.linkedin.com/feed/update/urn:li:activity:6669153329223888896",
        "https://www.linkedin.com/posts/cd32_masques-activity-6669153329223888896-aBcD?trk=x",
        "https://fr.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A6669153329223888896/?lipi=a",
    ],
    ["https://www.linkedin.com/feed/update/urn:li:share:6669153329223888896"],
    ["https://www.tiktok.com/@legers32", "https://m.tiktok.com/@LeGers32/?_t=8&_r=1"],
    [
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtu.be/dQw4w9WgXcQ?si=abc",
        "https://m.youtube.com/shorts/dQw4w9WgXcQ?feature=share",
        "https://www.youtube.com/live/dQw4w9WgXcQ",
        "https://www.youtube.com/redirect?event=a&q=https%3A%2F%2Fyoutu.be%2FdQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=30&list=PL1",
    ],
    ["https://www.threads.net/@legers32/post/Cabc", "https://threads.com/@LeGers32/post/Cabc"],
    [
        "https://bsky.app/profile/gers.fr/post/3k",
        "https://bsky.app/profile/Gers.fr/post/3k/?utm_a=1",
    ],
    ["https://piaille.fr/@gers/11", "https://PIAILLE.fr/@Gers/11/?utm_source=a"],
    ["https://mamot.fr/@gers/11"],
    ["https://vm.tiktok.com/ZMabc/", "http://vm.tiktok.com/ZMabc?_t=1"],
    ["https://twitter.com/LeGers32", "https://x.com/LeGers32/?ref_src=twsrc"],
    [
        "https://www.gers.fr/page?b=2&a=1",
        "http://gers.fr:80/page/?a=1&b=2&utm_source=lettre&fbclid=x&_ga=1&mc_cid=2",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1%26b%3D2",
    ],
    ["https://www.gers.fr/page?a=1&b=3"],
    ["https://www.gers.fr/page?a=1&b=2#suite"],
    ["https://www.gers.fr:8080/page?a=1&b=2"],
    ["https://www.gers.fr/Page?a=1&b=2"],
    ["https://m.gers.fr/page?a=1&b=2"],
    ["https://gers.fr/actualit\u00e9s", "https://gers.fr/actualit%C3%A9s"],
    ["https://gers.fr/?nom=%E8"],
    ["https://gers.fr/?nom=%E9"],
]


@pytest.mark.parametrize("group", SAME, ids=lambda group: group[0])
def test_addresses_of_one_post_have_one_key(group: list[str]) -> None:
    assert len({recognise(url).key for url in group}) == 1


def test_addresses_of_different_posts_have_different_keys() -> None:
    assert len({recognise(group[0]).key for group in SAME}) == len(SAME)
