"""Two versions of a pack at once: of each recipient only what both allow, under the conditions of both (B32).

For data that keep the version under which they were collected: a laxer version does not reach back.
"""

import msgspec

from contracts.packs import Pack, Rule


def stricter(older: Pack, newer: Pack) -> Pack:
    """Return the pack that allows what both allow; it has the newer one's version and clauses."""
    known = {rule.id: rule for rule in older.rules}
    rules = [_both(known[rule.id], rule) for rule in newer.rules if rule.id in known]
    return msgspec.structs.replace(newer, rules=[rule for rule in rules if rule is not None])


def _both(older: Rule, newer: Rule) -> Rule | None:
    """Return what both rules allow; nothing where they are about different things."""
    about = (newer.kind, newer.purpose, newer.whose)
    if about != (older.kind, older.purpose, older.whose) or older.path == "none":
        return None
    methods = _common(older.methods or newer.methods, newer.methods or older.methods)
    if (older.methods or newer.methods) and not methods:
        return None
    fields = _common(older.fields, newer.fields)
    return msgspec.structs.replace(
        newer,
        on=_common(older.on, newer.on),
        fields=fields,
        then={
            kind: _common(_common(older.then[kind], part), fields)
            for kind, part in newer.then.items()
            if kind in older.then
        },
        if_company=sorted({*older.if_company, *newer.if_company}),
        per_seller=older.per_seller or newer.per_seller,
        methods=_common(older.methods, newer.methods)
        if older.methods and newer.methods
        else older.methods or newer.methods,
        click=older.click or newer.click,
        contract=older.contract or newer.contract,
        notice=older.notice or newer.notice,
        published=older.published or newer.published,
        approval=older.approval or newer.approval,
        on_request=older.on_request or newer.on_request,
        waits_days=min(older.waits_days, newer.waits_days),
    )


def _common(older: list[str], newer: list[str]) -> list[str]:
    return [each for each in newer if each in older]
