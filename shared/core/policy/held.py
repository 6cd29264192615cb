"""Hold what people write to a model: whatever pydantic finds becomes a finding with line, allowed words and remedy."""

import re
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from shared.core.policy.foreign import of_form
from shared.core.policy.mistakes import MISTAKES
from shared.core.policy.places import Document, Finding, Path, SourceError, mistake, word_finding
from shared.core.said import Said

Model = TypeVar("Model", bound=BaseModel)
_KEY: Final = Said("ここに書けるキー", "key")
_WORD: Final = Said("ここに書ける語", "word for this")
PACKS: Final = "docs/policy-packs.md"
"""Where the form of packs and registers is written down."""


def validate(model: type[Model], document: Document, content: Any = None, *, form: str = PACKS) -> Model:
    """Return a document, or what was made of its content, as a model; `form` is the page that a remedy names.

    Raises:
        SourceError: with every key and form that the model does not know.
    """
    try:
        return model.model_validate(document.content if content is None else content)
    except ValidationError as error:
        raise SourceError(
            [_from_pydantic(document, model, each, form) for each in error.errors(include_input=False)]
        ) from None


def _from_pydantic(document: Document, model: type[BaseModel], error: Any, form: str) -> Finding:
    loc: Path = tuple(part for part in error["loc"] if part != "[key]")
    path, kind = _written_at(document, loc), error["type"]
    if kind == "extra_forbidden":
        return word_finding(document, path, str(loc[-1]), _keys(model, loc[:-1]), _KEY)
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", error["ctx"]["expected"])
        word = str(loc[-1] if error["loc"][-1] == "[key]" else document.at(path))
        return word_finding(document, path, word, allowed, _WORD)
    code = _OWN.get(kind, kind)
    if code in MISTAKES:
        return mistake(document, path, code)
    found = mistake(document, path, "form", why=of_form(kind, error["msg"], error.get("ctx", {})))
    return found._replace(remedy=found.remedy.replace(PACKS, form), remedy_ja=found.remedy_ja.replace(PACKS, form))


_OWN: Final = {"missing": "key_missing", "bool_type": "truth", "too_short": "empty"}
"""Mistakes that pydantic finds, and their code; those that `written` finds have it already."""


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
