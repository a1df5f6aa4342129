"""Makes videos for Chromium's fake camera: badges held up to it, turned, blurred, far away, on the move.

The format is Y4M (4:2:0), which Chromium plays in a loop. Everything is drawn here, from the codes alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import qrcode
from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 480
FRAMES_PER_SECOND = 15
PAPER, INK, HALL = 235.0, 30.0, 110.0
QUIET = 4
"""White modules around a QR code."""
Picture = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pose:
    """How a badge is held: the code's width in pixels, its turn in degrees, blur and way in pixels."""

    width: float = 200
    turn: float = 0
    blur: int = 0
    """Half the width of the square over which every pixel is averaged, twice."""
    way: float = 0
    """How far it moves to the right within the showing."""
    contrast: float = 1


def write_video(path: Path, showings: Iterable[tuple[str, Pose]], frames: int) -> None:
    """Write a video in which each code is shown in its pose for so many frames."""
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        colourless = bytes([128]) * (WIDTH * HEIGHT // 2)
        for code, pose in showings:
            for picture in _showing(_modules(code), pose, frames):
                file.write(b"FRAME\n" + picture.astype(np.uint8).tobytes() + colourless)


def _modules(code: str) -> Picture:
    """The QR code as a badge carries it, one value for each module, white around."""
    drawn = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    drawn.add_data(code)
    drawn.make(fit=True)
    return np.where(np.array(drawn.get_matrix()), INK, PAPER)


def _showing(modules: Picture, pose: Pose, frames: int) -> Iterator[Picture]:
    for number in range(frames):
        shift = pose.way * (number / max(1, frames - 1) - 0.5)
        picture = _held(modules, pose, WIDTH / 2 + shift, HEIGHT / 2)
        for _ in range(2):
            picture = _averaged(picture, pose.blur)
        yield HALL + (picture - HALL) * pose.contrast


def _held(modules: Picture, pose: Pose, x: float, y: float) -> Picture:
    """The hall with the badge in it, its middle at (x, y); every pixel is the mean of 2 × 2 points."""
    count = len(modules)
    pitch = pose.width / (count - 2 * QUIET)
    turn = math.radians(pose.turn)
    points = []
    for part_y in (0.25, 0.75):
        for part_x in (0.25, 0.75):
            down, right = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
            right, down = right + part_x - x, down + part_y - y
            column = np.floor((right * math.cos(turn) + down * math.sin(turn)) / pitch + count / 2).astype(
                int
            )
            row = np.floor((down * math.cos(turn) - right * math.sin(turn)) / pitch + count / 2).astype(int)
            inside = (column >= 0) & (column < count) & (row >= 0) & (row < count)
            point = np.full((HEIGHT, WIDTH), HALL)
            point[inside] = modules[row[inside], column[inside]]
            points.append(point)
    return np.mean(points, axis=0)


def _averaged(picture: Picture, reach: int) -> Picture:
    """Every pixel the mean of the square around it."""
    for axis in (0, 1):
        edges = [(reach, reach) if axis == own else (0, 0) for own in (0, 1)]
        wide = np.pad(picture, edges, mode="edge")
        picture = np.mean(
            [np.roll(wide, -k, axis)[_first(picture, axis)] for k in range(2 * reach + 1)], axis=0
        )
    return picture


def _first(picture: Picture, axis: int) -> tuple[slice, slice]:
    height, width = picture.shape
    return (slice(height), slice(None)) if axis == 0 else (slice(None), slice(width))
