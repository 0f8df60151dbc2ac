"""The same weights as a Splink model: for who wants to look at pairs with Splink's own means.

Needs the extra `linkage`. Splink runs within this process on DuckDB, in memory: nothing that was
opened reaches a disk. The levels are those of `likeness` and `parts`, said in SQL; a street agrees
in part where the house does and one has all words of the other, or Jaro-Winkler says so.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa
import splink.comparison_level_library as levels
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.comparison_library import CustomComparison

from claims.nearmisses.fields import Field
from claims.nearmisses.likeness import Likeness
from claims.nearmisses.pairs import COLUMNS
from claims.nearmisses.weights import M_AND_U

_BARE = "regexp_replace(regexp_replace({name}, '[^[:alnum:]]', '', 'g'), '[0-9]+$', '')"
_BEGINS = "(starts_with({l}, {r}) OR starts_with({r}, {l}))"
_HALF = (
    "least(length({l}), length({r})) >= 4"
    f" AND ({_BEGINS} OR ends_with({{l}}, {{r}}) OR ends_with({{r}}, {{l}}))"
)
_WORDS = "list_has_all(string_split({one}, ' '), string_split({other}, ' '))"
_PARTLY: Mapping[Field, str] = {
    Field.FIRST_NAME: _BEGINS,
    Field.FAMILY_NAME: _HALF,
    Field.EMAIL: "split_part({l}, '@', 1) = split_part({r}, '@', 1)"
    " AND length(split_part({l}, '@', 1)) >= 4",
    Field.PHONE: "right({l}, 7) = right({r}, 7)",
    Field.USERNAME: f"length({_BARE.format(name='{l}')}) >= 4"
    f" AND {_BARE.format(name='{l}')} = {_BARE.format(name='{r}')}",
    Field.STREET: "split_part({l}, ' ', 1) = split_part({r}, ' ', 1)"
    f" AND ({_WORDS.format(one='{l}', other='{r}')} OR {_WORDS.format(one='{r}', other='{l}')}"
    " OR jaro_winkler_similarity({l}, {r}) >= 0.9)",
    Field.ZIP: "left({l}, 3) = left({r}, 3)",
}
_SWAPPED = (
    "first_name_l = family_name_r AND family_name_l = first_name_r"
    " AND family_name_l <> family_name_r"
)
FOLLOWS = "follows from the ZIP code"


def score_pairs(claims: pa.Table, members: pa.Table, *, listed: int) -> pa.Table:
    """Score each pair of `pairs.pairs_of` with the model.

    listed:  members of the class list; one in so many is the one, before anything is compared
    returns: unique_id_l (claim), unique_id_r (member), match_weight, match_probability, and for
             each column gamma_… (see `words`) and mw_…, its bits
    """
    # Without a folder for what does not fit, DuckDB writes none of it to a disk.
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    api = DuckDBAPI(connection)
    tables = [
        api.register(claims, table_name="claims"),
        api.register(members, table_name="members"),
    ]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(field) for field in COLUMNS],
        blocking_rules_to_generate_predictions=[block_on("pair")],
        probability_two_random_records_match=1 / max(2, listed),
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
    )
    linker = Linker(tables, settings, log_level=logging.WARNING)
    predicted: Any = linker.inference.predict(warning_mode="never")
    return predicted.as_pyarrow_table()


def words(field: Field) -> dict[int, str]:
    """Splink's number of each level of a field: the last named is 0; what is missing, -1."""
    names = [word for word, _condition, _m, _u in _levels(field)] + [Likeness.DIFFERS]
    numbered = {len(names) - 1 - place: str(name) for place, name in enumerate(names)}
    return numbered | {-1: "not compared"}


def _comparison(field: Field) -> CustomComparison:
    column = COLUMNS[field]
    made = [
        levels.CustomLevel(condition, label_for_charts=word).configure(
            m_probability=m, u_probability=u
        )
        for word, condition, m, u in _levels(field)
    ]
    m, u = M_AND_U[field][Likeness.DIFFERS]
    return CustomComparison(
        output_column_name=column,
        comparison_levels=[
            levels.NullLevel(column),
            *made,
            levels.ElseLevel().configure(m_probability=m, u_probability=u),
        ],
    )


def _levels(field: Field) -> Iterator[tuple[str, str, float, float]]:
    """The levels above "differs": (word, condition, m, u), the first that holds counts."""
    if field is Field.CITY:
        yield FOLLOWS, "zip_l = zip_r", 0.5, 0.5
    for likeness, condition in _conditions(field).items():
        if likeness in M_AND_U[field]:
            yield likeness, condition, *M_AND_U[field][likeness]


def _conditions(field: Field) -> dict[Likeness, str]:
    left, right = f"{COLUMNS[field]}_l", f"{COLUMNS[field]}_r"
    if field is Field.CODE:
        return {
            likeness: f"{right} = '{likeness}'" for likeness in (Likeness.SAME, Likeness.ONE_LETTER)
        }
    apart = f"damerau_levenshtein({left}, {right})"
    conditions = {
        Likeness.SWAPPED: _SWAPPED,
        Likeness.SAME: f"{left} = {right}",
        Likeness.ONE_LETTER: f"{apart} = 1",
        Likeness.TWO_LETTERS: f"{apart} = 2 AND least(length({left}), length({right})) > 4",
    }
    if field in _PARTLY:
        conditions[Likeness.PARTLY] = _PARTLY[field].format(l=left, r=right)
    return conditions
