"""Schedules: what "every weekday at 7 pm" means. Pure: no clock, no disk, no model."""
