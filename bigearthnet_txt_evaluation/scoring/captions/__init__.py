"""Captions beside their references, by the words they share: BLEU-4, ROUGE-L, CIDEr-D.

One reference a caption. Words are in small letters, without punctuation (`words`). Definitions:

- BLEU-4 (Papineni et al. 2002) of all captions together: the geometric mean of the clipped
  precisions of 1 to 4 words, times exp(1 - r/c) if the captions are shorter than their references.
  An order without a match counts 1/2, 1/4, ... of one, as in sacrebleu ("exp").
- ROUGE-L (Lin 2004) of each caption: (1 + b^2) P R / (R + b^2 P) with b = 1.2, P and R the longest
  common subsequence by the words of caption and reference; the mean.
- CIDEr-D (Vedantam et al. 2015) of each caption: ten times the mean over 1 to 4 words of the
  clipped cosine of tf-idf vectors, times exp(-d^2 / 72), d the difference of lengths. Document
  frequencies are those of the references scored. From 0 to 10.

    >>> shared = Shared.of(["a b c d e"], ["a b c d f"])
    >>> float(shared.rouge_l[0])
    0.8
"""

from bigearthnet_txt_evaluation.scoring.captions.shared import Shared, bleu, words

__all__ = ["Shared", "bleu", "words"]
