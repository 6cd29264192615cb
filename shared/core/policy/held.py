"""Hold what people write to a model: whatever pydantic finds becomes a finding with line, allowed words and remedy."""

from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from shared.core.policy.places import Document, Finding, Path, SourceError, finding, word_finding

Model = TypeVar("Model", bound=BaseModel)
PACKS: Final = "docs/policy-packs.md"
"""Where the form of packs and registers is written down."""


def validate(model: type[Model], document: Document, *, form: str = PACKS) -> Model:
    """Return a document's content as a model; `form` is the page that a remedy names.

    Raises:
        SourceError: with every finding.
    """
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        raise SourceError(
            [_from_pydantic(document, model, each, form) for each in error.errors(include_input=False)]
        ) from None


def _from_pydantic(document: Document, model: type[BaseModel], error: Any, form: str) -> Finding:
    loc: Path = tuple(part for part in error["loc"] if part != "[key]")
    path = _written_at(document, loc)
    if error["type"] == "extra_forbidden":
        return word_finding(document, path, str(loc[-1]), _keys(model, loc[:-1]), "key")
    remedy = "add it" if error["type"] == "missing" else f"see the form in {form}"
    return finding(document, path, error["msg"][0].lower() + error["msg"][1:], remedy)


def _written_at(document: Document, loc: Path) -> Path:
    """Return where something stands that pydantic found in the expanded form, in which a recipient is a list."""
    if loc[:1] != ("recipients",) or len(loc) < 3 or not isinstance(loc[2], int):  # noqa: PLR2004 - name, number
        return loc
    own: Path = (*loc[:2], "entries", *loc[2:])
    shared: Path = (*loc[:2], *loc[3:])
    return own if own[:5] in document.lines else shared


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys allowed at a path, by walking the models as pydantic does."""
    found: Any = model
    for part in path:
        if isinstance(found, type) and issubclass(found, BaseModel) and part in found.model_fields:
            found = found.model_fields[str(part)].annotation
        found = _inner(found) or found
    return list(found.model_fields) if isinstance(found, type) and issubclass(found, BaseModel) else []


def _inner(found: Any) -> Any:
    """Return the model inside an annotation such as `dict[Name, list[Model]]`, if there is one."""
    if isinstance(found, type) and issubclass(found, BaseModel):
        return found
    return next((model for inner in getattr(found, "__args__", ()) if (model := _inner(inner))), None)
