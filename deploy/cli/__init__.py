"""The command line: a table of commands, each in a file of its own that is read only when the command is used.

Exit status: 0 done, 1 it could not be done, 2 it was asked wrongly (unknown command, option or setting; a file
that can't be read), 3 done but for some events that are refused, 4 Kafka did not take what was sent, 141 nobody reads
the output any more (`| head`).
"""

from __future__ import annotations

import difflib
import errno
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deploy import standard_streams, starting

if TYPE_CHECKING:
    from cyclopts import App

COMMANDS = (
    ("demo", "deploy.cli.demo:demo", "The main job on this machine, played on a simulated clock"),
    (
        "stack",
        "deploy.cli.stack:app",
        "Run a Kafka and a Redis on this machine, without containers or an installed Java",
    ),
    ("assess", "deploy.cli.assess:assess", "What the law says about each citizen of an event file on a day"),
    ("why", "deploy.cli.why:why", "Why something is due for a citizen, in words, and why nobody is told"),
    (
        "inspect",
        "deploy.cli.inspect:inspect",
        "One citizen as the workers have them this moment, and what they have written",
    ),
    ("compare", "deploy.cli.compare:compare", "Whether what stands on Kafka equals the replay of its own log"),
    ("replay", "deploy.cli.replay:replay", "The alerts and figures of a period, worked out without a broker"),
    ("town", "deploy.cli.town:town", "Invent a Denmark: events of believable lives, to a file or to Kafka"),
    (
        "law",
        "deploy.cli.law:app",
        "The lawbook: listed, shown, written as a book, checked for what is missing or not sure",
    ),
    (
        "topics",
        "deploy.cli.topics:app",
        "Create the topics, say in what the broker differs from the table, set it right",
    ),
    ("publish", "deploy.cli.publish:publish", "Write events from files to Kafka"),
    ("worker", "deploy.cli.worker:worker", "Keep citizens' states, tell alerts and count: one share of the partitions"),
    ("clock", "deploy.cli.clock:clock", "Write the ticks by which workers judge"),
    (
        "figures",
        "deploy.cli.figures:app",
        "Sum what the workers publish: serve it, print it once, or say why a figure changed",
    ),
    ("inbox", "deploy.cli.inbox:app", "Serve the pages; keep their view in Redis, or build it anew"),
    ("dead-letters", "deploy.cli.dead_letters:app", "Look at refused events, and send them once more after a fix"),
    ("doctor", "deploy.cli.doctor:doctor", "Look at everything that must work, and say what to do about what does not"),
)
"""Name, where it is (`module:function` or `module:App`), one line of help."""

MORE = {
    "compare": "Exit status: 0 nothing differs, 1 something does (or it could not be done), 2 asked wrongly, 3 something could not "
    "be compared, 5 the log no longer begins at its beginning.\n\nThe roles may run meanwhile. Cost: about a quarter of a millisecond "
    "of processor time an event, on one core, and the memory of one partition. See docs/operations.md (Compare with the log).",
}
"""What `--help` says below a command's parameters, where one line is too little."""

NAMED_ERRORS = {
    ("deploy.comparing.whose", "AnotherAtWork"): 1,
    ("deploy.compiled.use", "NotCompiledError"): 2,
    ("deploy.cli", "UnknownCommand"): 2,
    ("deploy.gathering", "AskedWrongly"): 2,
    ("deploy.kafka_awaited", "KafkaRefused"): 1,
    ("rules.law_file", "LawbookError"): 2,
    ("streams.settings", "SettingRefused"): 2,
    ("streams.health", "AddressTaken"): 1,
    ("streams.intake.files", "UnreadableFileError"): 2,
    ("streams.intake.sender", "NotDelivered"): 4,
    ("streams.topic_admin", "BrokerAway"): 1,
    ("streams.ticker", "NoTickError"): 1,
    ("streams.preflight", "TopicsNotReadyError"): 1,
    ("streams.engine.versions", "UnknownVersionError"): 1,
    ("streams.changelog_view", "OtherPartitionsError"): 1,
    ("streams.complaints", "ToldOnce"): 1,
    ("streams.municipality.figures", "UnreadableFigureError"): 1,
    ("streams.municipality.statements", "FigureNotWrittenError"): 1,
    ("alerts.pages.assets", "AssetsNotBuilt"): 1,
    ("streams.inbox.rebuild", "RebuildRefused"): 1,
    ("streams.inbox.storing", "OvertakenError"): 1,
    ("deploy.stack.errors", "StackError"): 1,
}
"""What commands raise with a message for people, and the exit status it means; anything else is a defect with a trace."""


NOT_WRITTEN = 1
ENOUGH_READ = 141
INTERRUPTED = 130
"""What a shell reports for a program ended by SIGPIPE, by SIGINT."""
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class UnknownCommand(ValueError):  # reads as what happened, like the other named refusals of the command line
    """A command that there is not; the message names the nearest, and all."""


def command_line() -> App:
    """The whole application, nothing of it loaded yet."""
    import importlib.metadata  # noqa: PLC0415 # what follows takes a while: a role can be asked to stop already

    from cyclopts import App  # noqa: PLC0415 # the same

    app = App(
        name="rettidig",
        help="Watches the deadlines that Danish law gives unemployed and sick citizens, and tells the right person in time.",
        version=lambda: importlib.metadata.version("rettidig"),
        result_action="return_value",
    )
    for name, place, line in COMMANDS:
        if name in MORE:
            app.command(place, name=name, help=line, help_epilogue=MORE[name])
        else:  # what is an App itself takes no epilogue here
            app.command(place, name=name, help=line)
    return app


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its status."""
    asked = sys.argv[1:] if arguments is None else arguments
    starting.heed_signals(asked)
    standard_streams.open_closed()
    standard_streams.take_any_letter()
    sys.exit(run(asked))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit status. Raises SystemExit(2) for an unknown option, which it names."""
    try:
        status = _run(arguments)
    except SystemExit as ended:
        if not isinstance(ended.__context__, BrokenPipeError):  # else rich has met it, and made of it an end of its own
            raise
        status = ENOUGH_READ
    except OSError as error:
        if not (isinstance(error, BrokenPipeError) and standard_streams.nobody_reads()) and error.errno not in _NO_ROOM:
            raise
        status = _unwritten(error)
    broken = standard_streams.lead_broken_to_nowhere()
    return status if broken is None or status else _unwritten(broken)


def _unwritten(error: OSError) -> int:
    """The status of an end for which nobody reads any more, who has had enough and need not be told, or no room is left."""
    if isinstance(error, BrokenPipeError):
        return ENOUGH_READ
    print(f"rettidig: {error.strerror}: what was written is not whole. Remedy: make room", file=sys.stderr)
    return NOT_WRITTEN


def _run(arguments: Sequence[str]) -> int:
    from deploy.compiled.use import use_if_asked  # noqa: PLC0415 # what is quick to ask stays so

    try:
        if arguments:
            _refuse_unknown(arguments[0])
        use_if_asked()
        return command_line()(_with_standard_input(arguments)) or 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        named = _status_of(error)
        if named is None:
            raise
        from deploy.fitted import tell  # noqa: PLC0415 # what is quick to ask stays so

        tell(f"rettidig: {error}")
        return named


def _refuse_unknown(word: str) -> None:
    """A misspelt command is told the nearest one here: the parser would read the files of all commands first."""
    names = [name for name, _, _ in COMMANDS]
    if not word or word.startswith("-") or word in names:
        return
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise UnknownCommand(f"there is no command {word}.{hint} There are: {', '.join(names)}")


def _with_standard_input(arguments: Sequence[str]) -> list[str]:
    """The arguments with `-` by its other name: alone the parser takes it for an option without a name."""
    return ["/dev/stdin" if argument == "-" else argument for argument in arguments]


def _status_of(error: Exception) -> int | None:
    """The exit status of a named error. A module that was never loaded can't have raised one: nothing is imported here."""
    for (module, name), status in NAMED_ERRORS.items():
        kind = getattr(sys.modules.get(module), name, None)
        if isinstance(kind, type) and isinstance(error, kind):
            return status
    return None
