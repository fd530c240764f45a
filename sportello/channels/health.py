"""What those who run the assistant ask of a process: whether it is ready, and what it has done."""

from __future__ import annotations

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from sportello.channels import metrics, replies


def add_routes(routes: Blueprint) -> None:
    """`/salute` for supervisors and proxies, `/metriche` for Prometheus."""

    @routes.get("/salute")
    async def health(request: Request) -> HTTPResponse:
        agent = request.app.ctx.agent
        if not (agent and agent.is_ready()):
            return replies.json({"stato": "in_avvio"}, 503)
        return replies.json({"stato": "pronto", "modello": agent.processor.model_filename})

    @routes.get("/metriche")
    async def measured(request: Request) -> HTTPResponse:
        return metrics.page()
