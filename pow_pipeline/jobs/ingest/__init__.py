"""Receiving files, and checking them before they are sent."""
