"""python -m upload COMMAND"""

import sys

from upload.cli import main

if __name__ == "__main__":
    sys.exit(main())
