"""What an officer is shown beside mistakes: a file can be used all the same. A closed table, like `mistakes`.

Where a formality is missing its recipient waits, unless an officer has accepted that with a reason: then the remark has
the severity `accepted` and that reason.
"""

from typing import Final

from shared.core.policy.mistakes import Mistake

_ENTER: Final = "enter it, or say under `accepted` why it may be missing"

REMARKS: Final[dict[str, Mistake]] = {
    # The pack.
    "no_need": Mistake("`{word}` is given, and no need of it is named", "name one in `needed_for`, or leave it out"),
    "no_label": Mistake("people are not told who this is", "name the `party`, in `ja` and `en`"),
    "no_rights": Mistake("nothing is said of what people may ask", "say in `rights` what the text promises"),
    "version_over": Mistake("this version was good until {day}, and everything waits", "publish a newer one"),
    "version_ends": Mistake("this version is good until {day}", "publish a newer one before"),
    # The register.
    "not_registered": Mistake("`{word}` is served by the pack, and waits for its party", "enter the party"),
    "country_unnamed": Mistake(
        "the pack does not name `{word}`, so this party gets nothing", "name it there with its route, or remove it here"
    ),
    # Formalities: missing, over, not begun, about to end.
    "contract_missing": Mistake("there is no contract on file", _ENTER),
    "notice_missing": Mistake("there is no announcement on file", _ENTER),
    "publication_missing": Mistake("there is no publication or filing on file", _ENTER),
    "route_missing": Mistake("there is no route abroad on file", _ENTER),
    "information_missing": Mistake("there is no information text on file, on which a choice could count", _ENTER),
    "responsible_missing": Mistake(
        "who is responsible is not published with name, address and representative (APPI 27(5)(iii))",
        "publish and enter all three, or say under `publication` why one may be missing",
    ),
    "over": Mistake("this was in force until {day}, and everything waits", "enter the one that is in force now"),
    "not_begun": Mistake("this is in force from {day} on, and everything waits", "enter one that is in force now"),
    "ends_soon": Mistake("this is in force until {day}", "renew it before"),
    "review_over": Mistake(
        "the yearly review was due by {day}, and everything waits", "review the measures, and say so"
    ),
    "review_soon": Mistake("the yearly review is due by {day}", "review the measures, and say so"),
    "other_route": Mistake("the pack asks for the route `{word}`, and everything waits", "enter that one"),
    # Fields and reasons.
    "not_announced": Mistake("`{word}` of the pack was not announced, so it is not given", "announce it"),
    "announced_only": Mistake("`{word}` was announced, and the pack does not give it", "leave it out of the next one"),
    "reason_idle": Mistake("`{word}` is there, or nobody asks for it, so no reason is needed", "remove the reason"),
}
"""Code of a remark → its words."""
