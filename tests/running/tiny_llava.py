"""Makes a tiny LLaVA from its config, randomly initialised, and saves it: no weights are fetched.

python tests/running/tiny_llava.py folder    (0.3 million parameters, 1 MB)
"""

from __future__ import annotations

import sys

import torch
from tokenizers import ByteLevelBPETokenizer
from transformers import (
    CLIPImageProcessorPil,
    CLIPVisionConfig,
    LlamaConfig,
    LlavaConfig,
    LlavaForConditionalGeneration,
    LlavaProcessor,
    PreTrainedTokenizerFast,
)

SIDE, PATCH, VOCABULARY = 56, 14, 400
SPREAD = 0.2  # of the weights; with the usual 0.02 a frozen head hardly tells tokens apart
SPECIAL = ["<pad>", "<s>", "</s>", "<image>"]
TEXTS = ["Answer with one word: yes or no.", "a) Pastures, b) Arable land, c) Mixed forest"]
# Of a prompt it ends with what an answer begins with, as that of a model for chat does.
TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: "
    "{% if message['content'] is string %}{{ message['content'] }}"
    "{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'text' %}{{ part['text'] }}{% else %}<image>{% endif %}"
    "{% endfor %}{% endif %}\n{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}"
)


def tokenizer() -> PreTrainedTokenizerFast:
    """Bytes, and the pairs that stand in two sentences."""
    learned = ByteLevelBPETokenizer()
    learned.train_from_iterator(TEXTS, vocab_size=VOCABULARY, special_tokens=SPECIAL)
    pad, begin, end, _ = SPECIAL
    return PreTrainedTokenizerFast(
        tokenizer_object=learned._tokenizer,
        pad_token=pad,
        bos_token=begin,
        eos_token=end,
        extra_special_tokens={"image_token": "<image>"},
    )


def model(words: PreTrainedTokenizerFast) -> LlavaForConditionalGeneration:
    size = {"hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2}
    seen = CLIPVisionConfig(image_size=SIDE, patch_size=PATCH, num_attention_heads=4, **size)
    said = LlamaConfig(
        vocab_size=len(words),
        num_attention_heads=4,
        num_key_value_heads=4,
        max_position_embeddings=4096,
        initializer_range=SPREAD,
        pad_token_id=words.pad_token_id,
        bos_token_id=words.bos_token_id,
        eos_token_id=words.eos_token_id,
        **size,
    )
    image = words.convert_tokens_to_ids("<image>")
    config = LlavaConfig(
        vision_config=seen,
        text_config=said,
        image_token_index=image,
        image_seq_length=(SIDE // PATCH) ** 2,
    )
    return LlavaForConditionalGeneration(config)


def main() -> None:
    torch.manual_seed(0)
    words = tokenizer()
    pictures = CLIPImageProcessorPil(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}
    )
    processor = LlavaProcessor(
        pictures,
        words,
        patch_size=PATCH,
        vision_feature_select_strategy="default",
        chat_template=TEMPLATE,
        num_additional_image_tokens=1,
    )
    model(words).save_pretrained(sys.argv[1])
    processor.save_pretrained(sys.argv[1])


if __name__ == "__main__":
    main()
