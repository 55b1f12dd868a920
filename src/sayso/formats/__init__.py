"""Reading texts from files, folders and streams, and writing documents as JSON, CSV and tables."""

from sayso.formats.read import read_texts
from sayso.formats.table import document_table
from sayso.formats.write import quote_rows, write_csv, write_json, write_jsonl, write_table

__all__ = ["document_table", "quote_rows", "read_texts", "write_csv", "write_json", "write_jsonl", "write_table"]
