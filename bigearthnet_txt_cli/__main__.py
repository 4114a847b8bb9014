"""`python -m bigearthnet_txt_cli`, from a checkout: the command `bigearthnet-txt`."""

import sys

from bigearthnet_txt_cli.main import main

sys.exit(main())
