"""What programs read: metrics, projects, status, DevStats' calls, badges and images, beside the dashboards."""

from dashboards.api.routes import ROUTES

__all__ = ["ROUTES"]
