"""All commands; importing this module registers them, in the order of `docmill --help`."""

from workers.command import (
    analyze,
    config,
    doctor,
    flower,
    resume,
    retry,
    run,
    runs,
    search,
    show,
    status,
    up,
    worker,
)
from workers.command.application import application

for command, epilog in (
    (run.run, run.EPILOG),
    (resume.resume, resume.EPILOG),
    (retry.retry, retry.EPILOG),
    (analyze.analyze, analyze.EPILOG),
    (search.search, search.EPILOG),
    (show.show, show.EPILOG),
    (status.status, status.EPILOG),
    (runs.runs, runs.EPILOG),
    (worker.worker, worker.EPILOG),
    (up.up, up.EPILOG),
    (flower.flower, flower.EPILOG),
    (config.config, config.EPILOG),
    (doctor.doctor, doctor.EPILOG),
):
    application.command(epilog=epilog)(command)
