"""Notifications to other systems about submissions and releases."""
