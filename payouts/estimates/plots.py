"""Plots as SVG pictures, drawn by pygal, without script or anything from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log10
from xml.etree import ElementTree

import pygal
from django.utils.csp import CSP
from pygal.style import Style

from settlement.money import shown

# Colours that differ in lightness as well, on white; USWDS's own.
COLOURS = ("#162e51", "#c05600", "#00687d", "#8b0a03", "#54278f", "#5c410a")
WIDTH, HEIGHT = 720, 460
# A picture that is opened by itself may use the style it brings, and nothing else.
PICTURE = {"default-src": [CSP.NONE], "style-src": [CSP.UNSAFE_INLINE]}
_SVG = "http://www.w3.org/2000/svg"
MOST_MARKS = 12
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, Arial, sans-serif"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind's payments. points: (claim rate, cents); today: its point of today."""

    label: str
    points: Sequence[tuple[Fraction, int | None]]
    today: tuple[Fraction, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on the plot; percents: a label for each rate that the axis marks."""

    title: str
    rate: str
    payment: str
    today: str
    percents: Sequence[tuple[Fraction, str]]


def payment_by_rate(lines: Sequence[Line], words: Words) -> str:
    """Payments by claim rate as an SVG document; both axes count in powers of ten, so that a
    payment that halves where claims double is a straight line. Text from text: always the same."""
    chart = _chart(lines, words)
    for line in lines:
        chart.add(line.label, _places(line.points), show_dots=False, stroke_style={"width": 3})
    for line in lines:
        if line.today is not None:
            places = _places([line.today])
            chart.add(f"{words.today}: {line.label}", places, stroke=False, dots_size=7)
    return _text(chart)


def height(entries: int) -> int:
    """A plot's height, with so many entries in its legend."""
    return HEIGHT + 22 * entries


def _chart(lines: Sequence[Line], words: Words) -> pygal.XY:
    todays = sum(line.today is not None for line in lines)
    colours = COLOURS[: len(lines)] + COLOURS[:todays]
    chart = pygal.XY(
        js=[],
        style=_style(colours),
        width=WIDTH,
        height=height(len(lines) + todays),
        explicit_size=True,
        disable_xml_declaration=True,
        title=words.title,
        x_title=words.rate,
        y_title=words.payment,
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        truncate_legend=-1,
        show_x_guides=True,
        x_labels=[{"value": log10(rate), "label": text} for rate, text in words.percents],
        y_labels=[{"value": log10(cents), "label": _round(cents)} for cents in _marks(lines)],
    )
    chart.uuid = "plot"  # it is random otherwise, and so would be the text
    return chart


def _style(colours: Sequence[str]) -> Style:
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#1b1b1b",
        foreground_strong="#1b1b1b",
        foreground_subtle="#565c65",
        guide_stroke_color="#dfe1e2",
        major_guide_stroke_color="#c6cace",
        colors=colours or COLOURS,
        font_family=_FONT,
        title_font_size=17,
        label_font_size=14,
        major_label_font_size=14,
        legend_font_size=14,
        opacity=1,
        stroke_opacity=1,
    )


def _places(points: Sequence[tuple[Fraction, int | None]]) -> list[tuple[float, float]]:
    return [(log10(rate), log10(cents)) for rate, cents in points if cents and rate]


def _marks(lines: Sequence[Line]) -> list[int]:
    """Cents that the axis of payments marks: 1, 2 and 5 times powers of ten around all lines."""
    points = [
        each for line in lines for each in [*line.points, *([line.today] if line.today else [])]
    ]
    cents = [amount for _rate, amount in points if amount]
    if not cents:
        return []
    steps = [digit * 10**power for power in range(16) for digit in (1, 2, 5)]
    low = max((step for step in steps if step <= min(cents)), default=1)
    high = min((step for step in steps if step >= max(cents)), default=steps[-1])
    within = [step for step in steps if low <= step <= high]
    return within if len(within) <= MOST_MARKS else [low, *_tens(within), high]


def _tens(steps: Sequence[int]) -> list[int]:
    return [step for step in steps[1:-1] if str(step).startswith("1")]


def _round(cents: int) -> str:
    """A mark's amount, without cents where it has none."""
    return shown(cents).removesuffix(".00")


def _text(chart: pygal.XY) -> str:
    """The picture without pygal's script and comments."""
    tree = chart.render_tree()
    for parent in [*tree.iter()]:
        for child in [*parent]:
            if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] == "script":
                parent.remove(child)
    text = ElementTree.tostring(tree, encoding="unicode")
    return text if "xmlns=" in text[:200] else text.replace("<svg", f'<svg xmlns="{_SVG}"', 1)
