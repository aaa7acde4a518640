"""All commands, in the order of `docmill --help`."""

from functools import cache

import typer

from workers.command import (
    analyze,
    batch_search,
    cancel,
    config,
    delete,
    doctor,
    elasticsearch,
    failures,
    flower,
    kibana,
    left_out,
    password,
    profile,
    prune,
    resolve,
    resume,
    retry,
    run,
    runs,
    search,
    serve,
    show,
    similar,
    status,
    token,
    topics,
    train,
    up,
    verify,
    worker,
)
from workers.command.application import application

COMMANDS = (
    (run.run, run.EPILOG),
    (resume.resume, resume.EPILOG),
    (retry.retry, retry.EPILOG),
    (analyze.analyze, analyze.EPILOG),
    (profile.profile, profile.EPILOG),
    (train.train, train.EPILOG),
    (search.search, search.EPILOG),
    (batch_search.batch_search, batch_search.EPILOG),
    (show.show, show.EPILOG),
    (similar.similar, similar.EPILOG),
    (serve.serve, serve.EPILOG),
    (password.password, password.EPILOG),
    (token.token, token.EPILOG),
    (status.status, status.EPILOG),
    (runs.runs, runs.EPILOG),
    (failures.failures, failures.EPILOG),
    (left_out.left_out, left_out.EPILOG),
    (resolve.resolve, resolve.EPILOG),
    (verify.verify, verify.EPILOG),
    (cancel.cancel, cancel.EPILOG),
    (delete.delete, delete.EPILOG),
    (prune.prune, prune.EPILOG),
    (worker.worker, worker.EPILOG),
    (up.up, up.EPILOG),
    (flower.flower, flower.EPILOG),
    (config.config, config.EPILOG),
    (doctor.doctor, doctor.EPILOG),
)


@cache
def registered() -> typer.Typer:
    """The application with all commands."""
    for command, epilog in COMMANDS:
        application.command(epilog=epilog)(command)
    application.add_typer(topics.group)
    application.add_typer(kibana.group)
    application.add_typer(elasticsearch.group)
    return application
