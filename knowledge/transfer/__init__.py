"""Bases as one file: out and in again."""
