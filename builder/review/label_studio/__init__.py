"""Label Studio: items as its tasks, its annotations as verdicts. Release <-> JSON.

binary.json + binary.xml -> a project of Label Studio -> its export -> lines of a reviewer's log

Keys and units are those of Label Studio's documented JSON: boxes in percent of the picture.
"""
