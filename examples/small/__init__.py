"""A small model of our own: it learns from a release to answer about patches that it never saw.

Pixels -> encoder -> shares of classes in 30 x 30 cells -> facts -> reader -> answer.
Two stages: first the encoder on the reference maps of train, then the reader on the facts that the
encoder finds, which are kept on disk. It needs PyTorch, and downloads nothing.

    python -m examples.small study --data bigearthnet_txt --out study
"""
