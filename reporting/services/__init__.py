"""Writes: prepare, render, release."""
