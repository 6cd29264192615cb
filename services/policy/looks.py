"""A look at a draft, as models for OpenAPI: what is asked, and what is noted. No behaviour."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class LookAsked(BaseModel):
    """A look that is asked for: the digest of the draft that is to be tried, and on how many events at most."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    about: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    last: Annotated[int, Field(ge=1, le=100_000)]


class LookNoted(BaseModel):
    """That the look is noted, and under which name."""

    id: str
