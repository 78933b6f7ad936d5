"""Celery is the doorbell: PostgreSQL holds the jobs, the broker only says that there are some."""

from proactivox.settings.environment import parsed
from proactivox.settings.servers import REDIS_URL

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# Recovery is the lease's work, so a message is done with as soon as a process has it. One that is
# still open when the broker dies makes Celery's worker give up instead of connecting again.
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_DISABLE_PREFETCH = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 6 * 3600,
    "unacked_restore_throttle": 1,
    "health_check_interval": 10,
    "socket_timeout": 30,
    "socket_connect_timeout": 3,
    "retry_policy": {"max_retries": 1, "interval_start": 0, "interval_step": 0.1},
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True

JOB_SWEEP_SECONDS = parsed("JOB_SWEEP_SECONDS", 2.0, float, "a number of seconds")
JOB_LEASE_SECONDS = parsed("JOB_LEASE_SECONDS", 90, int, "a number of seconds")
JOB_RUNNING_PER_WORKSPACE = parsed("JOB_RUNNING_PER_WORKSPACE", 4, int, "a number of jobs")
