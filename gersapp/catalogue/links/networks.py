"""The addresses of social networks and of messengers."""

from gersapp.catalogue.links.form import Form

# platform → its forms, in the order in which they are tried
NETWORKS = {
    "facebook": (
        Form("share", "Publication Facebook", "facebook.com/share/p/{id}"),
        Form("share", "Réel Facebook", "facebook.com/share/r/{id}"),
        Form("share", "Vidéo Facebook", "facebook.com/share/v/{id}"),
        Form("share", "Groupe Facebook", "facebook.com/share/g/{id}", is_post=False),
        Form("share", "Partage Facebook", "facebook.com/share/{id}"),
        Form(
            "group-post",
            "Publication de groupe Facebook",
            "facebook.com/groups/{user}/posts/{id} facebook.com/groups/{user}/posts/{_}/{id}"
            " facebook.com/groups/{user}/permalink/{id} facebook.com/groups/{user}?multi_permalinks={id}",
        ),
        Form("group", "Groupe Facebook", "facebook.com/groups/{user}", is_post=False),
        Form(
            "event",
            "Événement Facebook",
            "facebook.com/events/{n} facebook.com/events/{_}/{n} facebook.com/events/{_}/{_}/{n}"
            " facebook.com/{_}/events/{n} facebook.com/event.php?eid={n}",
        ),
        Form("short-event", "Événement Facebook", "fb.me/e/{id}"),
        Form("story", "Story Facebook", "facebook.com/stories/{_}/{id}"),
        Form(
            "post",
            "Publication Facebook",
            "facebook.com/{user}/posts/{id} facebook.com/{user}/posts/{_}/{id}"
            " facebook.com/permalink.php?id={user}&story_fbid={id}"
            " facebook.com/story.php?id={user}&story_fbid={id}",
        ),
        Form("video", "Réel Facebook", "facebook.com/reel/{n} facebook.com/{_}/reel/{n}"),
        Form(
            "video",
            "Vidéo Facebook",
            "facebook.com/watch?v={id} facebook.com/watch/live?v={id} facebook.com/watch/{_}/{n}"
            " facebook.com/video.php?v={n} facebook.com/video/embed?video_id={n}"
            " facebook.com/{_}/videos/{n} facebook.com/{_}/videos/{_}/{n}",
        ),
        Form("short", "Vidéo Facebook", "fb.watch/{id}"),
        Form(
            "album",
            "Album Facebook",
            "facebook.com/pg/{user}/photos?tab=album&album_id={id}"
            " facebook.com/{user}/photos?tab=album&album_id={id} facebook.com/media/set?set={id}",
        ),
        Form(
            "photo",
            "Photo Facebook",
            "facebook.com/photo.php?fbid={n} facebook.com/photo?fbid={n} facebook.com/{_}/photos/{n}"
            " facebook.com/{_}/photos/{_}/{n}",
        ),
        Form(
            "profile",
            "Profil Facebook",
            "facebook.com/profile.php?id={n} facebook.com/people/{_}/{n}",
            is_post=False,
        ),
    ),
    "instagram": (
        # The code of a share is no code of a post.
        Form("share", "Publication Instagram", "instagram.com/share/p/{id}"),
        Form("share", "Réel Instagram", "instagram.com/share/reel/{id}"),
        Form("share", "Partage Instagram", "instagram.com/share/{id}"),
        Form(
            "post",
            "Réel Instagram",
            "instagram.com/reel/{id} instagram.com/reel/{id}/embed instagram.com/reels/{id}"
            " instagram.com/{_}/reel/{id}",
        ),
        Form(
            "post",
            "Publication Instagram",
            "instagram.com/p/{id} instagram.com/p/{id}/embed{rest} instagram.com/tv/{id}"
            " instagram.com/{_}/p/{id} instagram.com/{_}/tv/{id}",
        ),
        Form("highlight", "Story à la une Instagram", "instagram.com/stories/highlights/{id}"),
        Form("story", "Story Instagram", "instagram.com/stories/{_}/{n}"),
    ),
    "x": (
        Form("broadcast", "Direct X (ex-Twitter)", "x.com/i/broadcasts/{id}"),
        Form("space", "Espace audio X (ex-Twitter)", "x.com/i/spaces/{id}"),
        Form(
            "post",
            "Post X (ex-Twitter)",
            "x.com/{_}/status/{n} x.com/{_}/statuses/{n} x.com/i/web/status/{n} x.com/statuses/{n}"
            " x.com/{_}/status/{n}/{_} x.com/{_}/status/{n}/photo/{_} x.com/{_}/status/{n}/video/{_}",
        ),
    ),
    "linkedin": (
        Form(
            "post",
            "Publication LinkedIn",
            "linkedin.com/feed/update/urn:li:{urn}:{n} linkedin.com/embed/feed/update/urn:li:{urn}:{n}"
            " linkedin.com/feed/update?updateEntityUrn={urn_before}{urn}:{n}){any}"
            " linkedin.com/feed?highlightedUpdateUrn=urn:li:{urn}:{n} linkedin.com/posts/{slug}{urn}-{n}"
            " linkedin.com/posts/{slug}{urn}-{n}-{_}",
        ),
        Form(
            "live",
            "Direct LinkedIn",
            "linkedin.com/video/live/urn:li:{urn}:{n} linkedin.com/video/event/urn:li:{urn}:{n}",
        ),
        Form("article", "Article LinkedIn", "linkedin.com/pulse/{id}"),
        Form("event", "Événement LinkedIn", "linkedin.com/events/{slug}{n}{rest}"),
        Form("newsletter", "Lettre d’information LinkedIn", "linkedin.com/newsletters/{id}", is_post=False),
        Form("group", "Groupe LinkedIn", "linkedin.com/groups/{n}", is_post=False),
        Form(
            "page",
            "Page LinkedIn",
            "linkedin.com/company/{user} linkedin.com/company/{user}/about"
            " linkedin.com/company/{user}/posts linkedin.com/school/{user} linkedin.com/showcase/{user}",
            is_post=False,
        ),
        Form("profile", "Profil LinkedIn", "linkedin.com/in/{user}", is_post=False),
    ),
    "bluesky": (
        # The author is a handle or a DID.
        Form(
            "post",
            "Post Bluesky",
            "bsky.app/profile/{_}/post/{tid} embed.bsky.app/embed/{_}/app.bsky.feed.post/{tid}",
        ),
        Form("post", "Post Bluesky", "bsky.app/profile/{user}/post/{id}"),
        Form("profile", "Profil Bluesky", "bsky.app/profile/{user}", is_post=False),
    ),
    "threads": (
        Form(
            "post",
            "Post Threads",
            "threads.com/@{_}/post/{id} threads.com/@{_}/post/{id}/media threads.com/t/{id}",
        ),
        Form("profile", "Profil Threads", "threads.com/@{user}", is_post=False),
    ),
    # Any host that no platform owns may be an instance.
    "mastodon": (
        Form(
            "post",
            "Post Mastodon",
            "{site}/@{_}/{n} {site}/@{_}/{n}/embed {site}/@{_}/statuses/{id}"
            " {site}/users/{_}/statuses/{n} {site}/web/@{_}/{n} {site}/deck/@{_}/{n} {site}/web/statuses/{n}",
        ),
        Form("profile", "Lien Mastodon", "mastodon.{site}/@{user}", is_post=False),
    ),
    "whatsapp": (
        Form("message", "Message de chaîne WhatsApp", "whatsapp.com/channel/{within}/{n}"),
        Form("channel", "Chaîne WhatsApp", "whatsapp.com/channel/{id}", is_post=False),
        Form(
            "group",
            "Groupe WhatsApp",
            "chat.whatsapp.com/{id} chat.whatsapp.com/invite/{id}",
            is_post=False,
        ),
        Form(
            "chat",
            "Discussion WhatsApp",
            "wa.me/{n} api.whatsapp.com/send?phone={n} whatsapp.com/send?phone={n}",
            is_post=False,
        ),
    ),
    "messenger": (Form("chat", "Discussion Messenger", "m.me/{user} messenger.com/t/{user}", is_post=False),),
    "telegram": (
        Form("private-message", "Message Telegram", "t.me/c/{user}/{n}"),
        Form("group", "Groupe Telegram", "t.me/joinchat/{id} t.me/+{id}", is_post=False),
        Form("message", "Message Telegram", "t.me/{user}/{n} t.me/s/{user}/{n} {user}.t.me/{n}"),
        Form("channel", "Chaîne Telegram", "t.me/{user} t.me/s/{user} {user}.t.me", is_post=False),
    ),
    "snapchat": (
        Form(
            "spotlight",
            "Spotlight Snapchat",
            "snapchat.com/spotlight/{id} snapchat.com/@{_}/spotlight/{id}",
        ),
        Form("story", "Story Snapchat", "snapchat.com/p/{_}/{id} snapchat.com/p/{_}/{id}/{_}"),
        Form(
            "profile",
            "Profil Snapchat",
            "snapchat.com/add/{user} snapchat.com/@{user} snapchat.com/s/{user}",
            is_post=False,
        ),
    ),
}
