"""What holds for every test: how properties are run, and which time zones there are."""

import os
import zoneinfo

from hypothesis import settings

# No deadline: a busy machine is no failure. In CI the same examples come each time, so that a
# change is judged by what it changes; at a desk each run looks further.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    max_examples=100,
)
settings.load_profile("ci")

# The zones of the pinned tzdata, whatever the machine itself has.
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
