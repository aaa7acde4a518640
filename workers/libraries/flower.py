"""Flower: its page of metrics is open to everyone, even with a password (seen in 2.0 and 2.2)."""


def close_metrics() -> None:
    """Make the page of metrics ask for the password, as all other pages do."""
    # Not imported above: Flower takes half a second, and every command may import this module.
    from flower.views.monitor import Metrics
    from tornado.web import authenticated

    Metrics.get = authenticated(Metrics.get)
