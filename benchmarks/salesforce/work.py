"""A worker for one job, in a process that can be killed: `python -m ... WORKSPACE JOB`."""

import sys
from uuid import UUID

from benchmarks.working import begin_as_worker


def main() -> None:
    """Run the job until it is done."""
    begin_as_worker()
    from benchmarks.salesforce.connecting import finish

    finish(UUID(sys.argv[1]), UUID(sys.argv[2]))


if __name__ == "__main__":
    main()
