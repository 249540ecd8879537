"""Calendar of the programme: tasks due on a day, each done once even if the clock changes."""
