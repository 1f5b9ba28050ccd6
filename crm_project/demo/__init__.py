"""The demo company: a real shop's sales under invented Spanish names. See ``data/CREDITOS.md``."""
