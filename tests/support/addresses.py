"""Invented addresses of every shape."""

# Platform, then the words of an address, and the address.
SHAPES = """
facebook: Publication Facebook: https://www.facebook.com/share/p/1AbCdEfGh/
facebook: Réel Facebook: https://www.facebook.com/share/r/1AbCdEfGh/?mibextid=wwXIfr
facebook: Vidéo Facebook: https://www.facebook.com/share/v/1AbCdEfGh/
facebook: Partage Facebook: https://www.facebook.com/share/1AbCdEfGh/
facebook: Publication de groupe Facebook: https://www.facebook.com/groups/lectoure/posts/10160
facebook: Publication de groupe Facebook: https://m.facebook.com/groups/lectoure/permalink/10160/
facebook: Groupe Facebook: https://fr-fr.facebook.com/groups/lectoure/
facebook: Événement Facebook: https://www.facebook.com/events/417000000000000/
facebook: Événement Facebook: https://www.facebook.com/events/auch/fete-de-la-musique/4170000/
facebook: Événement Facebook: https://www.facebook.com/events/4170000/?ref=newsfeed
facebook: Événement Facebook: https://fb.me/e/3aBcDeF
facebook: Photo Facebook: https://en-gb.facebook.com/LeGers32/photos/a.10150/3210000000/?type=3
facebook: Photo Facebook: https://www.facebook.com/LeGers32/photos/3210000000
facebook: Photo Facebook: https://www.facebook.com/photo.php?fbid=3210000000&set=pcb.77&type=3
facebook: Réel Facebook: https://www.facebook.com/reel/990000000/?s=single_unit
facebook: Vidéo Facebook: https://be-nl.facebook.com/watch/?v=990000001
facebook: Vidéo Facebook: https://www.facebook.com/video.php?v=990000001
facebook: Story Facebook: https://www.facebook.com/stories/1000123/UzpfSVNDOjE=/
facebook: Profil Facebook: https://www.facebook.com/profile.php?id=100064000
facebook: Lien Facebook: https://fb.me/LeGers32
facebook: Publication Facebook: https://fb.com/LeGers32/posts/77
instagram: Publication Instagram: https://instagr.am/p/C1aBcDeFgHi/
instagram: Publication Instagram: https://www.instagram.com/p/C1aBcDeFgHi/embed/captioned/
instagram: Réel Instagram: https://www.instagram.com/legers32/reel/C1aBcDeFgHi/
instagram: Réel Instagram: https://www.instagram.com/share/reel/BAJxQabcd
instagram: Publication Instagram: https://www.instagram.com/share/p/BAJxQabcd
instagram: Story à la une Instagram: https://www.instagram.com/s/aGlnaGxpZ2h0OjE4MDU2MTM5NzgxMjIxMTI1?story_media_id=3
instagram: Story Instagram: https://www.instagram.com/stories/legers32/3300000000000/
x: Post X (ex-Twitter): https://twitter.com/LeGers32/statuses/125508841
x: Post X (ex-Twitter): https://twitter.com/#!/LeGers32/status/125508841
x: Post X (ex-Twitter): https://x.com/i/status/125508841
x: Post X (ex-Twitter): https://fr.twitter.com/LeGers32/status/125508841/photo/1
x: Espace audio X (ex-Twitter): https://x.com/i/spaces/1YpKkg
x: Direct X (ex-Twitter): https://x.com/i/broadcasts/1YpKkg
site-web: Site web t.co: https://t.co/aBcDeF1234
linkedin: Publication LinkedIn: https://be.linkedin.com/posts/gers_le-plan-velo-activity-720000000-Qw_r
linkedin: Publication LinkedIn: https://www.linkedin.com/posts/gers_velo-ugcPost-720000001-aBcD?utm_source=share
linkedin: Publication LinkedIn: https://www.linkedin.com/embed/feed/update/urn:li:share:720000002
linkedin: Publication LinkedIn: https://www.linkedin.com/feed/?highlightedUpdateUrn=urn%3Ali%3Aactivity%3A72
linkedin: Publication LinkedIn: https://www.linkedin.com/feed/update/?updateEntityUrn=urn:li:fs_feedUpdate:(V2,urn:li:activity:72)
linkedin: Article LinkedIn: https://fr.linkedin.com/pulse/le-plan-velo-du-gers-departement-xyz1e
linkedin: Événement LinkedIn: https://www.linkedin.com/events/assises-2030-7200000000000000000/
linkedin: Événement LinkedIn: https://www.linkedin.com/events/7200000000000000000/comments/
linkedin: Direct LinkedIn: https://www.linkedin.com/video/live/urn:li:ugcPost:7200/
linkedin: Lettre d’information LinkedIn: https://www.linkedin.com/newsletters/gers-infos-72000000/
linkedin: Page LinkedIn: https://gu.linkedin.com/company/departement-du-gers/posts/
linkedin: Profil LinkedIn: https://www.linkedin.com/in/jeanne-dupont/
linkedin: Lien LinkedIn: https://lnkd.in/eAbCdEfG
tiktok: Photo TikTok: https://www.tiktok.com/@legers32/photo/7300000000000000000
tiktok: Vidéo TikTok: https://www.tiktok.com/@/video/7300000000000000000
tiktok: Vidéo TikTok: https://www.tiktok.com/embed/v2/7300000000000000000
tiktok: Vidéo TikTok: https://m.tiktok.com/v/7300000000000000000.html?u_code=1
tiktok: Direct TikTok: https://www.tiktok.com/@legers32/live
tiktok: Lien TikTok: https://www.tiktok.com/t/ZTaBcDeF/
tiktok: Lien TikTok: https://vt.tiktok.com/ZSaBcDeF/
youtube: Short YouTube: https://youtube.com/shorts/aBcDeFgHiJk?si=1
youtube: Direct YouTube: https://www.youtube.com/live/aBcDeFgHiJk?feature=shared
youtube: Vidéo YouTube: https://www.youtube.com/v/aBcDeFgHiJk?version=3
youtube: Vidéo YouTube: https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3DaBcDeFgHiJk%26feature%3Dshare
youtube: Liste de lecture YouTube: https://www.youtube.com/playlist?list=PLaBcDeF
youtube: Liste de lecture YouTube: https://www.youtube.com/embed/videoseries?list=PLaBcDeF
youtube: Direct de chaîne YouTube: https://www.youtube.com/embed/live_stream?channel=UCaBcDeF
youtube: Direct de chaîne YouTube: https://www.youtube.com/@legers32/live
youtube: Chaîne YouTube: https://www.youtube.com/channel/UCaBcDeF/videos
youtube: Chaîne YouTube: https://fr.youtube.com/user/legers32
threads: Post Threads: https://www.threads.net/t/CuAbCdEf/
threads: Post Threads: https://www.threads.com/@legers32/post/CuAbCdEf/media?xmt=AQ
bluesky: Post Bluesky: https://bsky.app/profile/did:plc:abc234/post/3kabcdefgh234
bluesky: Post Bluesky: https://bsky.app/profile/gers.fr/post/3kabcdefgh234
mastodon: Post Mastodon: https://social.exemple.fr/users/gers/statuses/110123456789
mastodon: Post Mastodon: https://social.exemple.fr/@gers/110123456789
mastodon: Lien Mastodon: https://piaille.fr/@gers
site-web: Site web medium.com: https://medium.com/@gers/le-plan-velo-1a2b3c
site-web: Site web exemple.fr: https://www.exemple.fr/@gers
whatsapp: Chaîne WhatsApp: https://whatsapp.com/channel/0029VaAbC
whatsapp: Message de chaîne WhatsApp: https://whatsapp.com/channel/0029VaAbC/151
whatsapp: Groupe WhatsApp: https://chat.whatsapp.com/AbCdEf123
whatsapp: Discussion WhatsApp: https://wa.me/33562000000?text=Bonjour
messenger: Discussion Messenger: https://m.me/LeGers32
telegram: Message Telegram: https://t.me/legers32/151
telegram: Chaîne Telegram: https://t.me/s/legers32
snapchat: Profil Snapchat: https://www.snapchat.com/add/legers32
snapchat: Spotlight Snapchat: https://www.snapchat.com/spotlight/W7_AbCd
snapchat: Lien Snapchat: https://t.snapchat.com/aBcDeF
twitch: Vidéo Twitch: https://www.twitch.tv/videos/190000000
twitch: Extrait Twitch: https://clips.twitch.tv/AbleGersDuck
twitch: Chaîne Twitch: https://m.twitch.tv/legers32
dailymotion: Vidéo Dailymotion: https://www.dailymotion.com/video/x8abcde_les-vendanges
dailymotion: Vidéo Dailymotion: https://dai.ly/x8abcde
vimeo: Vidéo Vimeo: https://player.vimeo.com/video/812345678?h=1a2b
vimeo: Chaîne Vimeo: https://vimeo.com/legers32
peertube: Vidéo PeerTube: https://video.exemple.fr/w/kkGMgK9ZtnKfYAgnEtQxbv
peertube: Vidéo PeerTube: https://video.exemple.fr/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d
peertube: Lien PeerTube: https://tilvids.com/c/gers/videos
pinterest: Épingle Pinterest: https://www.pinterest.fr/pin/affiche-velo--70000000/
pinterest: Épingle Pinterest: https://fr.pinterest.com/pin/70000000/
pinterest: Lien Pinterest: https://pin.it/aBcDeF
flickr: Photo Flickr: https://www.flickr.com/photos/legers32/53000000000/in/album-72177/
flickr: Album Flickr: https://www.flickr.com/photos/legers32/albums/72177720300000
podcast: Épisode de podcast Apple: https://podcasts.apple.com/fr/podcast/gers/id1500000000?i=1000600000000
podcast: Podcast Apple: https://podcasts.apple.com/fr/podcast/gers-a-l-ecoute/id1500000000
podcast: Épisode de podcast Spotify: https://open.spotify.com/intl-fr/episode/4aBcDeF?si=1
podcast: Podcast Spotify: https://open.spotify.com/show/4aBcDeF
podcast: Podcast Deezer: https://www.deezer.com/fr/show/1200000
podcast: Podcast podcast.ausha.co: https://podcast.ausha.co/gers-a-l-ecoute/episode-3
site-web: Site web open.spotify.com: https://open.spotify.com/track/4aBcDeF
lettre-information: Lettre d’information gers.substack.com: https://gers.substack.com/p/mai
lettre-information: Lettre d’information mailchi.mp: https://mailchi.mp/gers/mai-2024
page-de-liens: Page de liens linktr.ee: https://linktr.ee/legers32
facebook: Groupe Facebook: https://www.facebook.com/share/g/1AbCdEfGh/
facebook: Profil Facebook: https://fr-fr.facebook.com/people/Mairie-de-Condom/100064000/
x: Post X (ex-Twitter): https://twitter.com/LeGers32/status/125508841/likes
x: Lien X (ex-Twitter): https://pic.twitter.com/aBcDeFgHiJ
mastodon: Post Mastodon: https://social.exemple.fr/@gers/statuses/01HZ3ABC
mastodon: Lien Mastodon: https://mastodon.exemple.fr/@gers
telegram: Chaîne Telegram: https://legers32.t.me/
pinterest: Épingle Pinterest: https://www.pinterest.ie/pin/70000000/
vimeo: Vidéo Vimeo: https://vimeo.com/album/4000/video/812345678
podcast: Épisode de podcast Amazon Music: https://music.amazon.fr/podcasts/5aB/episodes/6cD/le-plan-velo
podcast: Podcast Amazon Music: https://music.amazon.fr/podcasts/5aB/gers-a-l-ecoute
podcast: Podcast podcasts.audiomeans.fr: https://podcasts.audiomeans.fr/gers-a-l-ecoute-1a2b
lettre-information: Lettre d’information gers.us1.list-manage.com: https://gers.us1.list-manage.com/track?u=1&id=2
site-web: Site web music.amazon.fr: https://music.amazon.fr/albums/B08
site-web: Site web gers.fr: https://www.gers.fr/culture/podcasts/12/
site-web: Site web gers.fr: https://www.gers.fr/culture/w/
site-web: Site web fr.gers.fr: https://fr.gers.fr/episode/12
"""

ROWS = [tuple(row.split(": ", 2)) for row in SHAPES.strip().splitlines()]

# A line is one post; no two lines are the same.
POSTS = """
https://www.facebook.com/photo.php?fbid=321&set=a.1 https://fr-fr.facebook.com/LeGers32/photos/a.1/321/?type=3
https://www.facebook.com/photo.php?fbid=322&set=a.1
https://www.facebook.com/groups/lectoure/posts/10160 https://m.facebook.com/groups/Lectoure/permalink/10160/
https://www.facebook.com/groups/lectoure/posts/10161 https://www.facebook.com/groups/lectoure/?multi_permalinks=10161
https://www.facebook.com/groups/condom/posts/10160
https://www.facebook.com/events/4170 https://www.facebook.com/events/auch/fete/4170/?ref=1
https://www.facebook.com/events/4171
https://www.facebook.com/reel/990 https://www.facebook.com/watch/?v=990 https://www.facebook.com/video.php?v=990
https://www.facebook.com/share/p/1AbC/ https://m.facebook.com/share/p/1AbC/?mibextid=x&rdid=y
https://www.facebook.com/share/p/1AbD/
https://www.instagram.com/reel/C1a/ https://instagr.am/p/C1a https://www.instagram.com/p/C1a/embed/
https://www.instagram.com/share/reel/C1a
https://www.instagram.com/s/aGlnaGxpZ2h0OjE4MDU2?igsh=1 https://www.instagram.com/stories/highlights/18056/
https://www.instagram.com/stories/highlights/18057/
https://twitter.com/#!/LeGers32/status/12 https://x.com/i/status/12 https://mobile.twitter.com/a/statuses/12
https://x.com/LeGers32/status/13
https://x.com/i/spaces/12
https://be.linkedin.com/posts/gers_velo-activity-72-Qw_r https://www.linkedin.com/embed/feed/update/urn:li:activity:72
https://www.linkedin.com/posts/gers_velo-share-72-Qw_r
https://www.linkedin.com/pulse/le-plan-velo-xyz https://fr.linkedin.com/pulse/le-plan-velo-xyz/?trackingId=a
https://www.linkedin.com/events/assises-2030-7200/ https://www.linkedin.com/events/7200/about/
https://www.tiktok.com/@legers32/video/73 https://www.tiktok.com/@/video/73 https://www.tiktok.com/embed/v2/73
https://www.tiktok.com/@legers32/video/74
https://vm.tiktok.com/ZMa/ https://www.tiktok.com/t/ZMa
https://www.youtube.com/embed/live_stream?channel=UCa https://www.youtube.com/channel/UCa/live
https://www.youtube.com/embed/live_stream?channel=UCb
https://www.youtube.com/@a/live
https://www.youtube.com/@b/live
https://www.youtube.com/v/aB https://www.youtube.com/attribution_link?u=%2Fwatch%3Fv%3DaB%26feature%3Dshare
https://www.youtube.com/v/ab
https://www.youtube.com/playlist?list=PLa https://www.youtube.com/embed/videoseries?list=PLa&si=1
https://www.youtube.com/playlist?list=PLb
https://www.threads.net/t/CuA/ https://www.threads.com/@legers32/post/CuA?xmt=1
https://bsky.app/profile/did:plc:abc/post/3kabcdefgh234 https://bsky.app/profile/gers.fr/post/3kabcdefgh234
https://bsky.app/profile/gers.fr/post/3kabcdefgh235
https://social.exemple.fr/users/gers/statuses/110 https://social.exemple.fr/@gers/110
https://autre.exemple.fr/@gers/110
https://whatsapp.com/channel/0029VaA https://www.whatsapp.com/channel/0029VaA?utm_source=x
https://whatsapp.com/channel/0029VaA/151
https://whatsapp.com/channel/0029vaa/151
https://t.me/legers32/151 https://telegram.me/s/LeGers32/151
https://t.me/legers32/152 https://LeGers32.t.me/152
https://www.facebook.com/profile.php?id=100064 https://www.facebook.com/people/Mairie-de-Condom/100064/
https://x.com/i/flow/login?redirect_after_login=%2Fgers%2Fstatus%2F14 https://x.com/gers/status/14/photo/1
https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3DcD&gl=FR https://youtu.be/cD
https://www.tiktok.com/login?redirect_url=https%3A%2F%2Fwww.tiktok.com%2F%40a%2Fvideo%2F75 https://m.tiktok.com/v/75.html
https://clips.twitch.tv/Able https://www.twitch.tv/legers32/clip/Able
https://www.dailymotion.com/video/x8a_les-vendanges https://dai.ly/x8a https://www.dailymotion.com/embed/video/x8a
https://vimeo.com/812 https://player.vimeo.com/video/812?h=1
https://video.exemple.fr/w/kkGMgK9ZtnKfYAgnEtQxbv https://video.exemple.fr/videos/watch/kkGMgK9ZtnKfYAgnEtQxbv
https://fr.pinterest.com/pin/affiche-velo--70/ https://www.pinterest.com/pin/70
https://podcasts.apple.com/fr/podcast/gers/id15?i=10 https://podcasts.apple.com/be/podcast/gers-2/id15?i=10
https://podcasts.apple.com/fr/podcast/gers/id15?i=11
https://open.spotify.com/episode/4a?si=1 https://open.spotify.com/intl-fr/episode/4a
https://www.gers.fr/list?list=1
https://www.linkedin.com/x?link=a https://www.linkedin.com/x?link=a&lipi=b&li_fat_id=c
https://www.linkedin.com/x?link=b
https://t.co/aBc
https://lnkd.in/aBc
"""

GERS = "https://www.gers.fr/page?a=1"
WRAPPED = [
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1%26fbclid%3Dx&h=AT0",
    "https://lm.facebook.com/l.php?u=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1",
    "https://l.instagram.com/?u=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&e=AT0",
    "https://l.threads.net/?u=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&e=AT0",
    "https://www.linkedin.com/safety/go?url=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&trk=x",
    "https://www.linkedin.com/safety/go/?url=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1",
    "https://www.youtube.com/redirect?event=v&q=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1",
    "https://www.google.com/url?q=https://www.gers.fr/page%3Fa%3D1&sa=D&ust=1",
    "https://www.google.fr/url?sa=t&url=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&usg=x",
    "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&data=05%7Cmoi%40gers.fr",
    "https://www.google.co.uk/url?sa=t&url=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&usg=x",
    "https://t.me/iv?url=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&rhash=x",
    "https://l.wl.co/l?u=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1",
    "https://duckduckgo.com/l/?uddg=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&rut=x",
    "https://www.tiktok.com/link/v2?aid=1988&target=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1",
    "https://www.instagram.com/linkshim/?u=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&e=AT0",
    "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html"
    "?url=https%3A%2F%2Fwww.gers.fr%2Fpage%3Fa%3D1&locale=fr",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.gers.fr_page-3Fa-3D1&d=DwMF",
    "https://urldefense.com/v3/__https://www.gers.fr/page?a=1__;!!N0rdg!x$",
    "https://urldefense.com/v3/__https://www.gers.fr/page*a=1__;Pw!!N0rdg!x$",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fwww.gers.fr%252Fpage%253Fa%253D1",
]
