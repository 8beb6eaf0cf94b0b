"""A pytest plugin that has the tests run on the compiled law: `pytest -p deploy.compiled.plugin`, early enough for all imports."""

from __future__ import annotations

from deploy.compiled.use import use_if_asked

use_if_asked()
