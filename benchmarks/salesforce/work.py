"""A worker for one job, in a process that can be killed: `python -m ... WORKSPACE JOB`."""

import sys
from uuid import UUID

import django


def main() -> None:
    """Run the job until it is done."""
    django.setup()
    from benchmarks.salesforce.connecting import finish

    finish(UUID(sys.argv[1]), UUID(sys.argv[2]))


if __name__ == "__main__":
    main()
