"""The command `bigearthnet-txt`: what a user asks of a finished release, in the terminal.

bigearthnet-txt info bigearthnet_txt
"""
