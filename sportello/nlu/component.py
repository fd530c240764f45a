"""What our trainable components share: settings, persistence and fingerprint."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Dict, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage


class TrainedComponent(GraphComponent):
    """A component that keeps what it learnt in files of its own resource."""

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Keeps where to write; what was learnt comes with `train` or `read`."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TrainedComponent:
        """An untrained component (see the parent class)."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TrainedComponent:
        """The component as it was trained; a model without it is an error, never an untrained answer."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as directory:
            component.read(directory)
        return component

    def read(self, directory: Path) -> None:
        """Takes up what `write` left in the directory."""
        raise NotImplementedError

    def write(self, directory: Path) -> None:
        """Leaves what was learnt in the directory."""
        raise NotImplementedError

    def persist(self) -> Resource:
        """Writes what was learnt into the model."""
        with self._model_storage.write_to(self._resource) as directory:
            self.write(directory)
        return self._resource

    @classmethod
    def fingerprint_addon(cls, config: Dict[str, Any]) -> Optional[str]:
        """Makes Rasa train again when any module of this folder changes, not only this class."""
        sources = (path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
        return hashlib.sha256(b"".join(sources)).hexdigest()
