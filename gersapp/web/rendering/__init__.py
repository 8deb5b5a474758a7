"""How a page is made: templates, cards, assets, and every trick for speed."""
