"""A finished folder -> the people who use it: the Hub (card, difference, publication, check) and a
page to browse it.

It meets the builder in a folder on disk only. Example: python -m upload publish bigearthnet_txt
--repo ORG/NAME --version 1.0.0
"""
