"""Facts on disk: Parquet files by organisation, table and month, and what keeps them true to the records."""
