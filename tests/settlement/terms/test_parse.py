"""The settlement file, read: everything it states, and every fault with its place."""

import contextlib
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from settlement.terms.faults import SettlementFileRefused
from settlement.terms.parse import parse_terms
from settlement.terms.schema import (
    Identifier,
    PaymentMethod,
    QuestionKind,
    ResidualStep,
    Rounding,
    Scale,
)

TIKTOK = Path(__file__).parents[3] / "settlements" / "tiktok.toml"
type Spoil = Callable[[str, str], str]
type FaultsOf = Callable[[str], dict[str, str]]


def test_the_default_case_says_what_the_court_ordered() -> None:
    terms = parse_terms(TIKTOK.read_text(), file_name="tiktok.toml")

    assert terms.case.slug == "tiktok"
    assert terms.case.class_size == 89_000_000
    assert terms.languages == ("en", "es")
    assert terms.calendar.claims_close == date(2022, 3, 1)
    assert terms.fund.gross_cents == 92_000_000_00
    assert terms.fund.deductions[0].cents == 29_000_000_00
    assert terms.roster.flags == ("illinois_creator",)
    assert terms.question("created_in_illinois").roster_flag == "illinois_creator"
    assert "Illinois" in terms.question("created_in_illinois").label_in("es-mx")
    (tranche,) = terms.pools[0].tranches
    assert tranche.points is not None
    assert tranche.points.text == "6 if created_in_illinois else 1"
    assert tranche.rounding is Rounding.UNIT_DOWN
    assert terms.pool_cents(terms.pools[0]) == terms.net_cents


def test_every_key_is_read(every_key: str) -> None:
    terms = parse_terms(every_key, file_name="every_key.toml")

    assert terms.calendar.objection_close == date(2026, 12, 16)
    assert terms.calendar.zone == terms.case.zone
    assert (terms.calendar.cure_days, terms.calendar.appeal_days) == (30, 10)
    assert terms.roster.identifiers == (Identifier.NOTICE_ID, Identifier.EMAIL)
    assert terms.roster.fold_gmail is True
    assert [question.kind for question in terms.questions] == list(QuestionKind)
    assert (terms.question("months").min, terms.question("months").max) == (0, 188)
    assert (terms.question("loss").min, terms.question("loss").max) == (0, 25_000_00)
    assert terms.question("loss").evidence is True
    assert terms.question("tier").choice_in("es", "tin") == "Estaño"
    assert terms.question("tier").choice_in("es", "lead") == "lead"
    assert terms.residual.steps == tuple(ResidualStep)
    assert terms.residual.second_distribution_minimum_cents == 500
    assert terms.residual.reserve_cents == 150_00
    assert terms.residual.cy_pres[1].percent == Fraction("33.4")
    assert terms.payment.methods == tuple(PaymentMethod)
    assert terms.payment.default is PaymentMethod.CHECK


def test_a_tranche_keeps_its_limits_in_cents(every_key: str) -> None:
    losses, main = parse_terms(every_key, file_name="every_key.toml").pools
    documented, shares = losses.tranches[0], main.tranches[0]

    assert losses.amount_cents == 1000_00
    assert (documented.scale, documented.max_scale) == (Scale.BOTH, Fraction(3, 2))
    assert (documented.cap_per_claim_cents, documented.minimum_cents) == (250_00, 1_00)
    assert documented.rounding is Rounding.LARGEST_REMAINDER
    assert (shares.scale, shares.cap_per_point_cents) == (None, 50_00)


def test_what_is_left_out_has_the_documented_default(every_key: str) -> None:
    text = every_key.replace("fold_gmail = true\n", "").replace('reserve = "150.00"\n', "")
    terms = parse_terms(text, file_name="every_key.toml")
    goodwill = terms.pools[0].tranches[1]

    assert terms.roster.fold_gmail is False
    assert (goodwill.scale, goodwill.rounding) == (Scale.DOWN, Rounding.DOWN)
    assert goodwill.cap_per_claim_cents is None
    assert goodwill.minimum_cents is None
    assert goodwill.max_scale is None
    assert terms.residual.reserve_cents == 0
    assert terms.question("remarks").required is False
    assert terms.question("remarks").show_if is None


def test_a_percentage_of_the_gross_fund_is_rounded_half_up_to_the_cent(spoilt: Spoil) -> None:
    terms = parse_terms(spoilt('"33.333335"', '"33.33335"'), file_name="case.toml")

    assert terms.fund.deductions[0].cents == 3_333_34  # 3,333.335 dollars
    assert terms.net_cents == 10_000_00 - 3_333_34 - 500_00


def test_the_open_pool_takes_what_the_others_and_the_reserve_leave(every_key: str) -> None:
    terms = parse_terms(every_key, file_name="case.toml")
    losses, main = terms.pools

    assert terms.pool_cents(losses) == 1000_00
    assert terms.pool_cents(main) == terms.net_cents - 1000_00 - 150_00


def test_a_reserve_of_all_that_fixed_pools_leave_leaves_the_open_pool_nothing(
    spoilt: Spoil,
) -> None:
    text = spoilt('reserve = "150.00"', 'reserve = "5166.67"')
    terms = parse_terms(text, file_name="case.toml")

    assert terms.pool_cents(terms.pools[1]) == 0


def test_a_case_may_ask_nothing_and_deduct_nothing(every_key: str) -> None:
    text = every_key[: every_key.index("[[questions]]")] + (
        '[[pools]]\nkey = "main"\ntitle = "Fund"\n[[pools.tranches]]\nkey = "all"\n'
        'applies_if = "true"\npoints = "1"\n\n'
    )
    text += every_key[every_key.index("[residual]") :]
    start = text.index("[[fund.deductions]]")
    text = text[:start] + text[text.index("[roster]") :]
    terms = parse_terms(text, file_name="case.toml")

    assert terms.questions == ()
    assert terms.net_cents == terms.fund.gross_cents


BAD_FILES = [
    # what stands in the file, what is put there, path of the fault, part of what was expected
    ("version = 1", "version = 2", "version", "1, the version of this language; found 2"),
    ("version = 1", "version = true", "version", "found true"),
    ("version = 1", 'version = "1"', "version", 'found "1"'),
    ("version = 1\n", "", "version", "it is missing"),
    ("[case]", "[cases]", "cases", 'perhaps "case" is meant'),
    ("[case]", "[cases]", "case", "a table [case]; it is missing"),
    ('slug = "every-key"', 'slug = "Every Key"', "case.slug", "a-z, 0-9 and -"),
    ('slug = "every-key"', 'slug = "-x"', "case.slug", "not beginning or ending with -"),
    ('slug = "every-key"', 'slug = "staff"', "case.slug", "an address of the site itself"),
    ('slug = "every-key"', 'slug = "ключ"', "case.slug", "a-z, 0-9 and -"),
    ('slug = "every-key"', f'slug = "{"a" * 61}"', "case.slug", "at most 60 characters"),
    ('number = "No. 26 C 2"', 'number = ""', "case.number", "a text in quotes"),
    ('number = "No. 26 C 2"', 'number = "No.\\u0007"', "case.number", "a text in quotes"),
    ('number = "No. 26 C 2"', 'number = "\\u202E2"', "case.number", "a text in quotes"),
    ('"America/Chicago"', '"Chicago"', "case.time_zone", "a time zone's name"),
    ('"America/Chicago"', '"../../etc/passwd"', "case.time_zone", "a time zone's name"),
    ('"America/Chicago"', '"localtime"', "case.time_zone", "a time zone's name"),
    ('"America/Chicago"', "[]", "case.time_zone", "found an empty array"),
    ("class_size = 1000", "class_size = 0", "case.class_size", "a whole number from 1"),
    ("class_size = 1000", "class_size = true", "case.class_size", "found true"),
    ("class_size = 1000", "class_size = 1000.0", "case.class_size", "found 1000.0"),
    ('["en", "es"]', "[]", "case.languages", "found an empty array"),
    ('["en", "es"]', '["en", "xx"]', "case.languages[1]", 'found "xx"'),
    ('["en", "es"]', '["en", "en"]', "case.languages[1]", "each value once"),
    ("notice = 2026-09-15", 'notice = "2026-09-15"', "calendar.notice", "a day without quotes"),
    ("notice = 2026-09-15", "notice = 2026-09-15T10:00:00", "calendar.notice", "a day without"),
    ("notice = 2026-09-15", "notice = 1026-09-15", "calendar.notice", "from 1950"),
    ("notice = 2026-09-15\n", "", "calendar.notice", "it is missing"),
    ("claims_close = 2027", "claims_close = 2026", "calendar.claims_close", "not before"),
    ("cure_days = 30", "cure_days = -1", "calendar.cure_days", "a whole number from 0"),
    ("cure_days = 30", "cure_day = 30", "calendar.cure_day", 'perhaps "cure_days" is meant'),
    ('gross = "10000.00"', "gross = 10000.00", "fund.gross", "found 10000.0"),
    ('gross = "10000.00"', 'gross = "10000"', "fund.gross", "dollars and cents in quotes"),
    ('gross = "10000.00"', 'gross = "10,000.00"', "fund.gross", "dollars and cents in quotes"),
    ('gross = "10000.00"', 'gross = "-1.00"', "fund.gross", "dollars and cents in quotes"),
    ('gross = "10000.00"', 'gross = "\u0661\u0660.\u0660\u0660"', "fund.gross", "cents"),
    ('gross = "10000.00"', f'gross = "{"9" * 30}.00"', "fund.gross", "dollars and cents"),
    ('gross = "10000.00"', 'gross = "2000.00"', "pools[0].amount", "at most the net fund"),
    ('gross = "10000.00"', 'gross = "600.00"', "fund.deductions", "gross fund, $600.00"),
    ('"33.333335"', '"101"', "fund.deductions[0].percent_of_gross", "above 0 and up to 100"),
    ('"33.333335"', "33.3", "fund.deductions[0].percent_of_gross", "in quotes"),
    ('"33.333335"', '"33"\namount = "1.00"', "fund.deductions[0].percent_of_gross", "not both"),
    ('percent_of_gross = "33.333335"\n', "", "fund.deductions[0].amount", "both are missing"),
    ('key = "administration"', 'key = "attorney_fees"', "fund.deductions[1].key", "another key"),
    ('"notice_id", "email"', '"notice_id", "name"', "roster.identifiers[1]", 'found "name"'),
    ('["notice_id", "email"]', '"email"', "roster.identifiers", 'found "email"'),
    ('"prior_payment"', '"subclass"', "roster.flags[1]", "each value once"),
    ('"prior_payment"', '"email"', "roster.flags[1]", "which has a meaning"),
    ('"prior_payment"', '"Prior payment"', "roster.flags[1]", "a-z, 0-9 and _"),
    ("fold_gmail = true", "fold_gmail = 1", "roster.fold_gmail", "true or false; found 1"),
    ("fold_gmail = true", "[roster.columns]", "roster.columns", "reserved for later"),
    ('key = "in_subclass"', 'key = "__import__"', "questions[0].key", "beginning with a letter"),
    ('key = "in_subclass"', 'key = "min"', "questions[0].key", "which has a meaning"),
    ('key = "in_subclass"', 'key = "subclass"', "questions[0].key", "which is a roster flag"),
    ('key = "remarks"', 'key = "tier"', "questions[4].key", "another key"),
    ('kind = "text"', 'kind = "essay"', "questions[4].kind", 'one of "boolean"'),
    ('kind = "text"', 'kind = ["text"]', "questions[4].kind", "found an array"),
    ('"subclass"\nlabel', '"subclas"\nlabel', "questions[0].roster_flag", "one of roster.flags"),
    ('kind = "text"', 'kind = "text"\nroster_flag = "subclass"', "questions[4].roster_flag", "no"),
    (', es = "¿Algo más?"', "", "questions[4].label.es", "it is missing"),
    (', es = "¿Algo más?"', ', fr = "?"', "questions[4].label.fr", "no key of this name"),
    ('{ en = "Anything else?", es = "¿Algo más?" }', '"Else?"', "questions[4].label", "a table"),
    ("min = 0\n", "min = 189\n", "questions[1].max", "max not below min"),
    ("min = 0\n", 'min = "0"\n', "questions[1].min", "a whole number"),
    ('min = "0.00"', "min = 0", "questions[2].min", "dollars and cents"),
    ('kind = "text"', 'kind = "text"\nmax = 3', "questions[4].max", 'this is "text"'),
    ('kind = "text"', 'kind = "text"\nchoices = []', "questions[4].choices", '"choice" has it'),
    (
        '  { key = "gold", label = { en = "Gold", es = "Oro" } },\n',
        "",
        "questions[3].choices",
        "at least 2; found 1 of them",
    ),
    ('{ key = "tin"', '{ key = "gold"', "questions[3].choices[1].key", "another key"),
    ('{ key = "tin"', '{ key = ""', "questions[3].choices[1].key", "a key in quotes"),
    ("evidence = true", 'evidence = "yes"', "questions[2].evidence", "true or false"),
    ('"in_subclass and months > 0"', '"months"', "questions[2].show_if", "gives true or false"),
    ('"in_subclass and months > 0"', '"loss > 0"', "questions[2].show_if", "not answered"),
    ('"in_subclass and months > 0"', '"tier == \'x\'"', "questions[2].show_if", "not answered"),
    ('key = "losses"', 'key = "main"', "pools[1].key", "another key"),
    ('amount = "1000.00"\n', "", "pools[1].amount", "takes the rest"),
    ('amount = "1000.00"', "amount = 1000", "pools[0].amount", "dollars and cents"),
    ('title = "Documented losses"', "", "pools[0].title", "it is missing"),
    ('key = "goodwill"', 'key = "documented"', "pools[0].tranches[1].key", "another key"),
    ('applies_if = "loss > 0"\n', "", "pools[0].tranches[0].applies_if", "it is missing"),
    ('applies_if = "loss > 0"', "applies_if = true", "pools[0].tranches[0].applies_if", "quotes"),
    ('applies_if = "loss > 0"', 'applies_if = "1"', "pools[0].tranches[0].applies_if", "true or"),
    ('"min(loss, 200)"', '"min(los, 200)"', "pools[0].tranches[0].amount", 'perhaps "loss"'),
    ('"min(loss, 200)"', "\"__import__('os')\"", "pools[0].tranches[0].amount", "can be called"),
    ('"min(loss, 200)"', '"loss.real"', "pools[0].tranches[0].amount", "no attributes"),
    ('"min(loss, 200)"', f'"{"1+" * 300}1"', "pools[0].tranches[0].amount", "500 characters"),
    ('"min(loss, 200)"', f'"{"(" * 200}1{")" * 200}"', "pools[0].tranches[0].amount", "nested"),
    ('"min(loss, 200)"', '"tier + 1"', "pools[0].tranches[0].amount", "this is a text"),
    ('"min(loss, 200)"', '""', "pools[0].tranches[0].amount", "should stand here"),
    ('amount = "10.5"', 'amount = "1"\npoints = "1"', "pools[0].tranches[1].amount", "not both"),
    ('amount = "10.5"\n', "", "pools[0].tranches[1].points", "both are missing"),
    ('scale = "both"', 'scale = "up"', "pools[0].tranches[0].scale", 'one of "none"'),
    ('scale = "both"', 'scale = "down"', "pools[0].tranches[0].max_scale", 'scale "both"'),
    ('max_scale = "1.5"', "max_scale = 1.5", "pools[0].tranches[0].max_scale", "in quotes"),
    ('max_scale = "1.5"', 'max_scale = "0"', "pools[0].tranches[0].max_scale", "above 0"),
    ('max_scale = "1.5"', 'cap_per_point = "1.00"', "pools[0].tranches[0].cap_per_point", "points"),
    ('minimum = "1.00"', 'minimum = "250.01"', "pools[0].tranches[0].minimum", "cap_per_claim"),
    ('rounding = "unit-down"', 'rounding = "up"', "pools[1].tranches[0].rounding", '"unit-down"'),
    ('rounding = "unit-down"', 'scale = "down"', "pools[1].tranches[0].scale", 'to "amount"'),
    ('cap_per_point = "50.00"', 'cap_per_pt = "50.00"', "pools[1].tranches[0].cap_per_pt", "no"),
    ('"second_distribution", "cy_pres", ', '"lottery", ', "residual.steps[0]", 'found "lottery"'),
    ('second_distribution_minimum = "5.00"', "", "residual.second_distribution_minimum", "it"),
    ('"66.6"', '"66.5"', "residual.cy_pres", "100 together; these are 99.9"),
    ('"66.6"', "66.6", "residual.cy_pres[0].percent", "in quotes"),
    ('reserve = "150.00"', "reserve = 150", "residual.reserve", "dollars and cents"),
    ('reserve = "150.00"', 'reserve = "6166.68"', "residual.reserve", "the net fund, $6,166.67"),
    ('reserve = "150.00"', 'reserve = "5166.68"', "pools[0].amount", "the reserve, $999.99"),
    ("[payment]", "[payment]\npilot_count = 5", "payment.pilot_count", "reserved for later"),
    ("[payment]", "[retention]\nyears = 5\n[payment]", "retention", "reserved for later"),
    ('"check", "paypal", ', '"cash", ', "payment.methods[1]", 'found "cash"'),
    ('"check", "paypal", ', '"paypal", ', "payment.default", "one of payment.methods"),
    ("check_void_days = 90", "check_void_days = 0", "payment.check_void_days", "from 1 to"),
    ("check_void_days = 90", "check_void_days = 9e1", "payment.check_void_days", "found 90.0"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "path", "expected"),
    BAD_FILES,
    ids=[f"{row[2]}: {row[1]:.30}" for row in BAD_FILES],
)
def test_a_fault_is_named_with_its_place_and_what_was_expected(
    old: str, new: str, path: str, expected: str, spoilt: Spoil, faults_of: FaultsOf
) -> None:
    faults = faults_of(spoilt(old, new))

    assert expected in faults[path]


ONE_FAULT_EACH = [row for row in BAD_FILES if row[0] != "[case]"]


@pytest.mark.parametrize(
    ("old", "new"),
    [row[:2] for row in ONE_FAULT_EACH],
    ids=[f"{row[2]}: {row[1]:.30}" for row in ONE_FAULT_EACH],
)
def test_a_fault_does_not_bring_others_with_it(
    old: str, new: str, spoilt: Spoil, faults_of: FaultsOf
) -> None:
    # A misspelt key is also a missing one where it must be there: two sentences about one line.
    faults = faults_of(spoilt(old, new))

    assert len({path.rsplit(".", 1)[0] for path in faults}) == 1


def test_all_faults_of_a_file_are_reported_at_once(every_key: str) -> None:
    text = (
        every_key.replace('slug = "every-key"', 'slug = "Every"')
        .replace("cure_days = 30", 'cure_days = "30"')
        .replace('gross = "10000.00"', 'gros = "10000.00"')
        .replace('kind = "choice"', 'kind = "option"')
        .replace('"min(loss, 200)"', '"loss +"')
        .replace('minimum = "5.00"\nrounding', 'minimum = "5000.00"\nrounding')
        .replace('default = "check"', 'default = "cash"')
    )

    with pytest.raises(SettlementFileRefused) as caught:
        parse_terms(text, file_name="case.toml")

    assert [fault.path for fault in caught.value.faults] == [
        "case.slug",
        "calendar.cure_days",
        "fund.gross",
        "fund.gros",
        "questions[3].kind",
        "pools[0].tranches[0].amount",
        "pools[1].tranches[0].minimum",
        "payment.default",
    ]
    assert all(line.startswith("case.toml: ") for line in str(caught.value).splitlines())


def test_a_question_that_cannot_be_read_is_not_unknown_to_every_expression(
    spoilt: Spoil, faults_of: FaultsOf
) -> None:
    faults = faults_of(spoilt('kind = "money"', 'kind = "monney"'))

    assert list(faults) == ["questions[2].kind"]


def test_a_fault_reads_as_one_line_without_control_characters(spoilt: Spoil) -> None:
    with pytest.raises(SettlementFileRefused) as caught:
        parse_terms(spoilt("[payment]", '[payment]\n"\\u001b[31m\\n" = 1'), file_name="case.toml")

    assert str(caught.value) == (
        'case.toml: payment."\\u001b[31m\\n": expected no key of this name.'
    )


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("version = 1\n[case\n", 2, "valid TOML"),
        ("version = 1\nname = 'open\nx = 1", 3, "valid TOML"),  # where the text ends
        ("a = 1\na = 2\n", 2, "valid TOML"),
        ("a = 1\n[a]\nb = 2\n", 2, "valid TOML"),
        ("day = 2022-13-45\n", 1, "valid TOML"),
        ("a = \x00\n", 1, "valid TOML"),
        ("\ufeffversion = 1\n", 1, "without a byte order mark"),
        ("a = 1\n" + "a" + ".a" * 2000 + " = 1\n", 2, "keys of at most 16 parts"),
        ("a = '" + "x" * 20_000 + "'\n", 1, "lines of at most 10,000 characters"),
        ("a = " + "[" * 5000, None, "less deeply nested"),
        ("a = " + "{a=" * 3000, None, "less deeply nested"),
        ("a = " + "9" * 5000, None, "readable values"),
        ("# long\n" * 200_000, None, "at most 1,000,000 bytes"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_text_that_is_no_toml_is_refused_with_its_line(
    text: str, line: int | None, expected: str
) -> None:
    with pytest.raises(SettlementFileRefused) as caught:
        parse_terms(text, file_name="case.toml")

    (fault,) = caught.value.faults
    assert fault.line == line
    assert expected in fault.expected
    place = "case.toml" if line is None else f"case.toml, line {line}"
    assert str(caught.value).startswith(f"{place}: expected ")


@pytest.mark.parametrize("text", ["", "# nothing\n", "x = 1\n"])
def test_an_empty_file_lacks_every_section(text: str, faults_of: FaultsOf) -> None:
    faults = faults_of(text)

    assert {"version", "case", "calendar", "fund", "roster", "pools", "residual", "payment"} <= set(
        faults
    )
    assert "case.slug" not in faults


@pytest.mark.parametrize("section", ["case", "calendar", "fund", "roster", "pools", "questions"])
def test_a_section_of_another_shape_is_one_fault(
    section: str, every_key: str, faults_of: FaultsOf
) -> None:
    lines = every_key.splitlines()
    heads = (f"[{section}]", f"[{section}.", f"[[{section}")
    kept, dropping = [], False
    for line in lines:
        if line.startswith("["):
            dropping = line.startswith(heads)
        if not dropping:
            kept.append(line)
    text = f'{section} = "none"\n' + "\n".join(kept)

    assert 'found "none"' in faults_of(text)[section]


@pytest.mark.parametrize(
    "value",
    ["1", "-1", "1.5", "inf", "nan", '""', '"x"', "true", "2026-01-01", "10:00:00",
     "[]", "[[]]", "[{}]", "{}", "{ a = 1 }", '[1, "a", [], {}]'],
)  # fmt: skip
def test_no_value_in_place_of_another_brings_more_than_a_refusal(
    value: str, every_key: str
) -> None:
    lines = every_key.splitlines()
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith(("#", " ")) and not line.endswith("["):
            changed = f"{line.split(' = ')[0]} = {value}"
            text = "\n".join([*lines[:number], changed, *lines[number + 1 :]])
            with contextlib.suppress(SettlementFileRefused):  # some values fit where they stand
                parse_terms(text, file_name="case.toml")


def test_no_missing_line_brings_more_than_a_refusal(every_key: str) -> None:
    lines = every_key.splitlines()
    for number in range(len(lines)):
        with contextlib.suppress(SettlementFileRefused):
            parse_terms("\n".join(lines[:number] + lines[number + 1 :]), file_name="case.toml")
