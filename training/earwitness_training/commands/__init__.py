"""One command of `./train` a module: ABOUT, flags(parser), run(flags)."""
