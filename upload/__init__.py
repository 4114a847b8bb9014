"""From a finished release folder to the people who use it: what the Hub shows of it, and a page to browse it."""
