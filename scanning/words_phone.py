"""Every word of the phone's page, by the key under which its script asks for it. {places} are filled there."""

from typing import Any

from scanning import words_phone_acts as acts
from scanning import words_phone_codes as codes
from scanning import words_phone_labels as labels
from scanning import words_phone_page as page
from scanning import words_phone_proof as proof
from scanning.words_phone_pass import pass_words
from scanning.words_phone_stocktake import stocktake_words


def phone_words() -> dict[str, Any]:
    """The words in the language of the request: a text, or {one, other} where a number decides."""
    return {
        **page.page_words(),
        **page.status_words(),
        **page.camera_typing_words(),
        **page.what_a_reading_is_words(),
        **page.facts_words(),
        **page.numbers_words(),
        **acts.move_words(),
        **acts.count_words(),
        **acts.hand_out_words(),
        **acts.load_words(),
        **acts.deliver_words(),
        **proof.proof_words(),
        **acts.receive_words(),
        **labels.label_words(),
        **acts.list_words(),
        **pass_words(),
        **stocktake_words(),
        **codes.code_words(),
    }
