"""python -m builder COMMAND"""

from bigearthnet_txt_cli.ending import program


def _main() -> int:
    from builder.cli import main  # here: a signal while it is loaded ends in one line, too

    return main()


if __name__ == "__main__":
    program(_main)
