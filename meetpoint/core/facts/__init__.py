"""The read side: declared, de-identified facts, kept fresh as Parquet files, and the indicators over them."""
