"""The calendar: what is due on a day of the programme, done once whatever the clock does."""
