"""Reviews: dossiers that were read and wait for people to look at what they propose to the catalogue."""
