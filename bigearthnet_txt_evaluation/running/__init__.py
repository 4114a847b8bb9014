"""Running: a model behind a server is asked the benchmark. Release -> predictions.

`inspect_ai` sends the requests, tries them again and keeps what was answered; `task.py` is its task
file. What is asked, with which pictures, and what is written for the scorer stands here.
"""
