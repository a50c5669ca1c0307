"""A row of the table of attacks."""
import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Attack:
    run: typing.Callable  # takes a stage.Stage; returns connections to be closed when all was measured, or None
    log_pattern: str = ""  # a line that must be written; empty: none is asked for
    log_lines_max: int = 60  # that complain, however often the attack repeats; 20 of a kind and client in ten seconds
    memory_megabytes_max: int = 24  # that the server may grow by
    options: tuple = ()  # of the emulator
