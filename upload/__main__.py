"""`python -m upload`: see upload.cli."""

from bigearthnet_txt_cli.ending import program


def _main() -> int:
    from upload.cli import main  # here: a signal while it is loaded ends in one line, too

    return main()


if __name__ == "__main__":
    program(_main)
