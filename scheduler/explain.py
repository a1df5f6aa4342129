"""stub"""
from scheduler.draft import Draft
from scheduler.grid import Grid
from scheduler.search import Clock
from scheduler.timetable import Unplaced
def explain_unplaced(grid: Grid, draft: Draft, clock: Clock) -> tuple[Unplaced, ...]:
    return ()
