#!/usr/bin/env python3
"""Draws what growth.py measured: one SVG for each sweep of a JSON file, beside it. Same file, same bytes.

    plots.py [docs/benchmarks/growth.json]
"""
import json
import math
import os
import sys
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 76, 130, 64, 76
COLOURS = ("#0b6e99", "#c0541e", "#5a7d2a")
STEPS = (1, 2, 5)


def ticks(least, most):
    """1, 2, 5, 10, 20 ... from the last that is not above `least` to the first that is not below `most`, and a decade at least:
    less would show noise as if it were growth."""
    powers = range(math.floor(math.log10(least)) - 1, math.ceil(math.log10(most)) + 2)
    all_ticks = [step * 10.0 ** power for power in powers for step in STEPS]
    first = max(index for index, tick in enumerate(all_ticks) if tick <= least * 1.000001)
    last = min(index for index, tick in enumerate(all_ticks) if tick >= most * 0.999999)
    while last - first < len(STEPS):
        first, last = (first - 1, last) if (last - first) % 2 else (first, last + 1)
    return all_ticks[first:last + 1]


def short(value):
    """1000 as 1k, 0.5 as it is."""
    for limit, letter in ((1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:g}{letter}"
    return f"{value:g}"


def bytes_short(value):
    return f"{value // 1024}K" if value >= 1024 else str(value)


class Axis:
    """Logarithmic: a value's place between two coordinates."""

    def __init__(self, least, most, begin, end):
        self.least, self.begin = math.log10(least), begin
        self.scale = (end - begin) / ((math.log10(most) - self.least) or 1.0)

    def at(self, value):
        return self.begin + (math.log10(value) - self.least) * self.scale


def text(x, y, content, anchor="middle", **attributes):
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{extra}>{escape(content)}</text>'


def grid(sweep, x_axis, y_axis, y_ticks):
    """Lines and labels; where there are many ticks only whole decades are labelled."""
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    xs = sorted({x for points in sweep["lines"].values() for x, _ in points})
    label = bytes_short if "bytes" in sweep["x"] else short
    for x in xs:
        at = x_axis.at(x)
        yield f'<path d="M{at:.1f} {TOP}V{bottom}" stroke="#e4e4e4"/>'
        yield text(at, bottom + 18, label(x))
    is_wide = len(y_ticks) > 10
    for tick in y_ticks:
        at = y_axis.at(tick)
        is_decade = abs(math.log10(tick) - round(math.log10(tick))) < 1e-9
        yield f'<path d="M{LEFT} {at:.1f}H{right}" stroke="{"#c4c4c4" if is_decade else "#e4e4e4"}"/>'
        if is_decade or not is_wide:
            yield text(LEFT - 8, at + 4, short(tick), "end")
    yield f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#444"/>'


def line(points, colour, x_axis, y_axis):
    places = [(x_axis.at(x), y_axis.at(y)) for x, y in points]
    yield (f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{colour}" '
           'stroke-width="2"/>')
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'


def names_of_lines(sweep, y_axis):
    """Each beside the end of its line, moved apart where they would touch."""
    ends = sorted((y_axis.at(points[-1][1]), name, colour)
                  for (name, points), colour in zip(sweep["lines"].items(), COLOURS))
    lowest_free = 0.0
    for at, name, colour in ends:
        at = max(at, lowest_free)
        lowest_free = at + 16
        yield text(WIDTH - RIGHT + 12, at + 4, name, "start", fill=colour, font_weight="bold")


def draw(sweep):
    xs = [x for points in sweep["lines"].values() for x, _ in points]
    ys = [y for points in sweep["lines"].values() for _, y in points]
    y_ticks = ticks(min(ys), max(ys))
    inset = 14
    x_axis = Axis(min(xs), max(xs), LEFT + inset, WIDTH - RIGHT - inset)
    y_axis = Axis(y_ticks[0], y_ticks[-1], HEIGHT - BOTTOM, TOP)
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
             text(LEFT, 26, f"{sweep['y'].split(',')[0]}, by {sweep['x'].split(',')[0]}", "start", font_size=16, font_weight="bold"),
             text(LEFT, 46, sweep["title"], "start", fill="#555"),
             *grid(sweep, x_axis, y_axis, y_ticks)]
    for points, colour in zip(sweep["lines"].values(), COLOURS):
        parts += line(points, colour, x_axis, y_axis)
    parts += names_of_lines(sweep, y_axis)
    parts += [text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 36, sweep["x"]),
              text(20, middle, sweep["y"], transform=f"rotate(-90 20 {middle:.1f})"),
              text(WIDTH - 12, HEIGHT - 10, f"version {sweep['version']}, {sweep['date']}, median of {sweep['rounds']}; both axes "
                   "logarithmic", "end", fill="#777", font_size=11), "</svg>"]
    return "\n".join(parts) + "\n"


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else "docs/benchmarks/growth.json"
    with open(path, encoding="utf-8") as file:
        sweeps = json.load(file)
    for name, sweep in sweeps.items():
        with open(os.path.join(os.path.dirname(path), f"{name}.svg"), "w", encoding="utf-8") as file:
            file.write(draw(sweep))


if __name__ == "__main__":
    main()
