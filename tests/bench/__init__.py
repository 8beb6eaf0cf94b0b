"""Benchmarks: what is measured is printed and kept, never judged; nothing here passes or fails.

`RETTIDIG_COMPILED=1` has them measure the compiled law; it is asked for here, before anything imports the plain one.
"""

from deploy.compiled.use import use_if_asked

use_if_asked()
