"""The addresses of videos, photos and podcasts."""

from gersapp.catalogue.links.form import Form

# platform → its forms, in the order in which they are tried
MEDIA = {
    "tiktok": (
        Form("live", "Direct TikTok", "tiktok.com/@{user}/live", is_post=False),
        Form("profile", "Profil TikTok", "tiktok.com/@{user}", is_post=False),
        Form("post", "Photo TikTok", "tiktok.com/@{any}/photo/{n}"),
        Form(
            "post",
            "Vidéo TikTok",
            "tiktok.com/@{any}/video/{n} tiktok.com/share/video/{n} tiktok.com/embed/{n}"
            " tiktok.com/embed/{_}/{n} tiktok.com/player/{_}/{n} tiktok.com/v/{n} tiktok.com/v/{n}.html",
        ),
        Form("short", "Lien TikTok", "vm.tiktok.com/{id} tiktok.com/t/{id}"),
    ),
    "youtube": (
        Form(
            "channel-live",
            "Direct de chaîne YouTube",
            "youtube.com/embed/live_stream?channel={id} youtube.com/channel/{id}/live",
            is_post=False,
        ),
        Form("handle-live", "Direct de chaîne YouTube", "youtube.com/@{user}/live", is_post=False),
        Form("name-live", "Direct de chaîne YouTube", "youtube.com/c/{user}/live", is_post=False),
        Form("user-live", "Direct de chaîne YouTube", "youtube.com/user/{user}/live", is_post=False),
        Form(
            "playlist",
            "Liste de lecture YouTube",
            "youtube.com/playlist?list={id} youtube.com/embed/videoseries?list={id}",
        ),
        Form("video", "Short YouTube", "youtube.com/shorts/{id}"),
        Form("video", "Direct YouTube", "youtube.com/live/{id}"),
        Form(
            "video",
            "Vidéo YouTube",
            "youtube.com/watch?v={id} youtube.com/watch/{id} youtube.com/embed/{id} youtube.com/v/{id}"
            " youtube.com/e/{id} youtu.be/{id}",
        ),
        Form("clip", "Extrait YouTube", "youtube.com/clip/{id}"),
        Form("post", "Post YouTube", "youtube.com/post/{id} youtube.com/channel/{_}/community?lb={id}"),
        Form(
            "channel",
            "Chaîne YouTube",
            "youtube.com/channel/{id} youtube.com/channel/{id}/{_}",
            is_post=False,
        ),
        Form("handle", "Chaîne YouTube", "youtube.com/@{user} youtube.com/@{user}/{_}", is_post=False),
        Form("name", "Chaîne YouTube", "youtube.com/c/{user} youtube.com/c/{user}/{_}", is_post=False),
        Form("user", "Chaîne YouTube", "youtube.com/user/{user} youtube.com/user/{user}/{_}", is_post=False),
    ),
    "twitch": (
        Form("clip", "Extrait Twitch", "twitch.tv/{_}/clip/{id} twitch.tv/clip/{id} clips.twitch.tv/{id}"),
        Form("video", "Vidéo Twitch", "twitch.tv/videos/{n} player.twitch.tv?video={n} twitch.tv/{_}/v/{n}"),
        Form("channel", "Chaîne Twitch", "twitch.tv/{user}", is_post=False),
    ),
    "pinterest": (
        Form("pin", "Épingle Pinterest", "pinterest.com/pin/{slug}{n}"),
        Form("profile", "Profil Pinterest", "pinterest.com/{user}", is_post=False),
        Form("board", "Tableau Pinterest", "pinterest.com/{user}/{id}", is_post=False),
    ),
    "dailymotion": (
        Form("playlist", "Liste de lecture Dailymotion", "dailymotion.com/playlist/{id}"),
        Form(
            "video",
            "Vidéo Dailymotion",
            "dailymotion.com/video/{code} dailymotion.com/embed/video/{id}"
            " dailymotion.com/player.html?video={id}"
            " dailymotion.com/player/{_}?video={id} dai.ly/{id}",
        ),
        Form("channel", "Chaîne Dailymotion", "dailymotion.com/{user}", is_post=False),
    ),
    "vimeo": (
        Form(
            "video",
            "Vidéo Vimeo",
            "vimeo.com/{n} vimeo.com/{n}/{_} vimeo.com/video/{n} vimeo.com/channels/{_}/{n}"
            " vimeo.com/groups/{_}/videos/{n} vimeo.com/showcase/{_}/video/{n} vimeo.com/album/{_}/video/{n}"
            " player.vimeo.com/video/{n}",
        ),
        Form("event", "Direct Vimeo", "vimeo.com/event/{n} vimeo.com/event/{n}/{_}"),
        Form("channel", "Chaîne Vimeo", "vimeo.com/{user}", is_post=False),
    ),
    # Any host that no platform owns may be an instance.
    "peertube": (
        Form(
            "playlist",
            "Liste de lecture PeerTube",
            "{site}/w/p/{uuid} {site}/videos/watch/playlist/{uuid}",
        ),
        Form(
            "video",
            "Vidéo PeerTube",
            "{site}/w/{uuid} {site}/videos/watch/{uuid} {site}/videos/embed/{uuid}",
        ),
    ),
    "flickr": (
        Form("album", "Album Flickr", "flickr.com/photos/{_}/albums/{n} flickr.com/photos/{_}/sets/{n}"),
        Form("photo", "Photo Flickr", "flickr.com/photos/{_}/{n} flickr.com/photos/{_}/{n}/in{rest}"),
        Form("short", "Photo Flickr", "flic.kr/p/{id}"),
        Form("short-album", "Album Flickr", "flic.kr/s/{id}"),
        Form("profile", "Profil Flickr", "flickr.com/photos/{user} flickr.com/people/{user}", is_post=False),
    ),
    # Spotify and Deezer have music too: these addresses alone are a podcast’s.
    "podcast": (
        Form(
            "apple-episode",
            "Épisode de podcast Apple",
            "podcasts.apple.com/{_}/podcast/{_}/{_}?i={n} podcasts.apple.com/{_}/podcast/{_}?i={n}",
        ),
        Form(
            "apple",
            "Podcast Apple",
            "podcasts.apple.com/{_}/podcast/{_}/id{n} podcasts.apple.com/{_}/podcast/id{n}"
            " podcasts.apple.com/podcast/id{n} itunes.apple.com/{_}/podcast/{_}/id{n}",
            is_post=False,
        ),
        Form(
            "spotify-episode",
            "Épisode de podcast Spotify",
            "open.spotify.com/episode/{id} open.spotify.com/{_}/episode/{id}",
        ),
        Form(
            "spotify",
            "Podcast Spotify",
            "open.spotify.com/show/{id} open.spotify.com/{_}/show/{id}",
            is_post=False,
        ),
        Form(
            "deezer-episode",
            "Épisode de podcast Deezer",
            "deezer.com/episode/{n} deezer.com/{_}/episode/{n}",
        ),
        Form(
            "amazon-episode",
            "Épisode de podcast Amazon Music",
            "music.amazon.{_}/podcasts/{_}/episodes/{id} music.amazon.{_}/podcasts/{_}/episodes/{id}/{_}",
        ),
        Form(
            "amazon",
            "Podcast Amazon Music",
            "music.amazon.{_}/podcasts/{id} music.amazon.{_}/podcasts/{id}/{_}",
            is_post=False,
        ),
        Form("deezer", "Podcast Deezer", "deezer.com/show/{n} deezer.com/{_}/show/{n}", is_post=False),
    ),
}
