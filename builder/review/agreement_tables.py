"""Agreement in words: tables for the terminal, JSON for programs. Agreement -> text.

| of  | read by two | Krippendorff's alpha |
| all |       1,040 | 0.71 (0.67 to 0.75)  |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from bigearthnet_txt_reader.markdown import markdown_table
from builder.review.agreement import RESULTS, Agreement, Pair, Reviewer, Scope
from builder.review.coefficients import WORDS
from builder.review.intervals import LEAST_BLOCKS, Estimate

_NOTHING, _UNDEFINED = "-", "undefined"
_LISTED = 5  # IDs that are named
_NOTES = (
    f"In brackets: 95 % interval, drawn over blocks; it takes {LEAST_BLOCKS} blocks. Agreement is "
    "over all items that two people read, whatever became of them.",
    '"-": there is no such item; "undefined": all verdicts are the same; chance would agree too.',
)


def agreement_text(found: Agreement, where: str) -> str:
    """The tables of an agreement, and what else there is to say."""
    parts = ["\n".join(_counts(found, where)), _results(found.scopes)]
    if found.twice:
        parts += [_shared(found.scopes), _pairs(found.pairs)]
    else:
        parts.append("No item was read by two people, so there is no agreement to state.")
    return "\n\n".join([*parts, _reviewers(found.reviewers), "\n".join(_NOTES)])


def agreement_data(found: Agreement) -> dict[str, Any]:
    """The same for JSON: an estimate is {"value": ..., "low": ..., "high": ...} or null."""
    plain: dict[str, Any] = _plain(asdict(found))
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Estimate):
        return value._asdict()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _counts(found: Agreement, where: str) -> Iterator[str]:
    whole, people = found.scopes[0], len(found.reviewers)
    verdicts = sum(one.verdicts for one in found.reviewers)
    yield (
        f"{where}: {whole.items:,} items, {verdicts:,} verdicts of {people} "
        f"{'person' if people == 1 else 'people'}; {found.open:,} items open, "
        f"{found.disputed:,} disputed"
    )
    yield from _left_out(found.stale, "stale, on rows that changed since")
    yield from _left_out(found.unknown, "on items that this benchmark does not hold")


def _left_out(items: Sequence[int], why: str) -> Iterator[str]:
    if items:
        named = ", ".join(map(str, items[:_LISTED]))
        more = f" and {len(items) - _LISTED:,} more" if len(items) > _LISTED else ""
        yield f"  not counted: {len(items):,} verdicts {why}: item {named}{more}"


def _results(scopes: Sequence[Scope]) -> str:
    header = ["of", "items", "judged", *RESULTS, "seconds"]
    return _table(header, [_result(scope) for scope in scopes])


def _result(scope: Scope) -> list[str]:
    rates = [_cell(rate, scope.judged, percent=True) for rate in scope.rates.values()]
    counts = [f"{scope.items:,}", f"{scope.judged:,}"]
    return [scope.name, *counts, *rates, _seconds(scope.seconds)]


def _shared(scopes: Sequence[Scope]) -> str:
    header = ["of", "read by two", "Krippendorff's alpha", "boxes corrected by two", "their IoU"]
    header += ["corrected boxes", "IoU with the stored box"]
    return _table(header, [_agreed(scope) for scope in scopes])


def _agreed(scope: Scope) -> list[str]:
    return [
        scope.name,
        f"{scope.twice:,}",
        _cell(scope.alpha, scope.twice),
        f"{scope.both:,}",
        _cell(scope.both_iou, scope.both),
        f"{scope.moved:,}",
        _cell(scope.moved_iou, scope.moved),
    ]


def _pairs(pairs: Sequence[Pair]) -> str:
    header = ["reviewers", "of", "read by both", "same verdict", "Cohen's kappa"]
    return _table(header, [_pair(pair) for pair in pairs])


def _pair(pair: Pair) -> list[str]:
    return [
        " and ".join(pair.people),
        pair.scope,
        f"{pair.items:,}",
        _cell(pair.same, pair.items, percent=True),
        _cell(pair.kappa, pair.items),
    ]


def _reviewers(reviewers: Sequence[Reviewer]) -> str:
    header = ["reviewer", "verdicts", *WORDS, "seconds", "blind", "right of the blind"]
    return _table(header, [_reviewer(one) for one in reviewers])


def _reviewer(one: Reviewer) -> list[str]:
    shares = [f"{100 * share:.1f} %" for share in one.shares.values()]
    blind = [f"{one.blind:,}", _cell(one.right, one.blind, percent=True)]
    return [one.name, f"{one.verdicts:,}", *shares, _seconds(one.seconds), *blind]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return markdown_table(header, rows, padded=True)


def _seconds(seconds: float | None) -> str:
    return _NOTHING if seconds is None else f"{seconds:.1f}"


def _cell(found: Estimate | None, number: int, *, percent: bool = False) -> str:
    """0.71 (0.67 to 0.75), or 71.2 % (67.0 to 75.1)."""
    if found is None:
        return _UNDEFINED if number else _NOTHING
    scale, form, unit = (100, ".1f", " %") if percent else (1, ".3f", "")
    value, *ends = (None if one is None else format(one * scale, form) for one in found)
    return f"{value}{unit}" + (f" ({ends[0]} to {ends[1]})" if ends[0] else "")
