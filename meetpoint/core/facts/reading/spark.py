"""Apache Spark, by the address of its master: the optional extra `meetpoint[spark]`.

The workers must see the facts' folder under the same path.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from ibis.backends.sql.compilers import PySparkCompiler

from meetpoint.core.facts.errors import EngineProblem
from meetpoint.core.facts.reading.engines import Pieces


class Spark:
    """One session. A master that does not answer is found out when the first statement runs."""

    def __init__(self, master: str) -> None:
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional extra
        except ImportError:
            raise EngineProblem(_("FACTS_ENGINE names Spark: install meetpoint[spark].")) from None
        builder = SparkSession.builder.master(master).appName("meetpoint-facts")
        plain = {
            "spark.ui.enabled": "false",
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "4",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
        }
        local = master.startswith("local")
        for name, value in plain.items():
            if local or not name.startswith("spark.driver"):
                builder = builder.config(name, value)
        self._session = builder.getOrCreate()
        self._session.sparkContext.setLogLevel("ERROR")
        self._compiler = PySparkCompiler()

    def turn_to(self, span: str) -> None:
        """Spark reads the files anew for each question, so that nothing is kept by span."""

    def show(self, name: str, pieces: Pieces) -> None:
        read = self._session.read.parquet
        shown = read(*map(str, pieces.whole or (pieces.empty,)))
        for base, days in pieces.without:
            rest = read(str(base))
            shown = shown.unionByName(rest.filter(~rest["day"].isin(list(days))))
        shown.createOrReplaceTempView(name)

    def sql(self, expression: Any) -> str:
        return str(self._compiler.to_sqlglot(expression).sql("spark"))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._session.sql(sql).collect()]

    def stop(self) -> None:
        """End the session."""
        self._session.stop()
