"""Reading and judging sensor data: CSV files in, graded parquet and arrays on one time grid out."""
