"""What a factor is worth at each step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from meetpoint.planning.engine.language.expressions import worked_out
from meetpoint.planning.engine.language.spec import Factor


def factor_value(factor: Factor, names: Mapping[str, Any]) -> Any:
    """Return `1 + share (ratio - 1)`; where nobody is reached, the ratio need not have a value."""
    share = worked_out(factor.share, names)
    if not np.any(share):
        return 1.0
    return 1.0 + share * (worked_out(factor.ratio, names) - 1.0)
