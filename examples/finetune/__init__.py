"""Fine-tuning: a release and a vision-language model -> an adapter, its scores, and its card.

python -m examples.finetune examples/finetune/lora.yaml --out tuned
"""
