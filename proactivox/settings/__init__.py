"""Every setting, read from the environment; development and production differ by values alone."""

from proactivox.settings.accounts import *
from proactivox.settings.base import *
from proactivox.settings.browser import *
from proactivox.settings.keeping import *
from proactivox.settings.observing import *
from proactivox.settings.servers import *
from proactivox.settings.tasks import *
from proactivox.settings.vendors import *
