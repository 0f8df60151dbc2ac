"""What a settlement file says, as frozen records. Money is whole cents; nothing here is optional
that the file must state, and what the file may leave out has its default filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from settlement.terms.expressions import Expression, Kind


class QuestionKind(StrEnum):
    BOOLEAN = "boolean"
    INTEGER = "integer"
    MONEY = "money"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"


class Identifier(StrEnum):
    """What may find a member on the class list."""

    NOTICE_ID = "notice_id"
    EMAIL = "email"
    PHONE = "phone"
    USERNAME = "username"


class Scale(StrEnum):
    """What happens to targets when the money is not exactly enough."""

    NONE = "none"
    DOWN = "down"
    BOTH = "both"


class Rounding(StrEnum):
    UNIT_DOWN = "unit-down"
    DOWN = "down"
    NEAREST = "nearest"
    LARGEST_REMAINDER = "largest-remainder"


class ResidualStep(StrEnum):
    SECOND_DISTRIBUTION = "second_distribution"
    CY_PRES = "cy_pres"
    ESCHEAT = "escheat"
    REVERT = "revert"


class PaymentMethod(StrEnum):
    ACH = "ach"
    CHECK = "check"
    PAYPAL = "paypal"
    VENMO = "venmo"
    PREPAID_CARD = "prepaid_card"


EXPRESSION_KINDS: Mapping[QuestionKind, Kind] = {
    QuestionKind.BOOLEAN: Kind.BOOLEAN,
    QuestionKind.INTEGER: Kind.NUMBER,
    QuestionKind.MONEY: Kind.NUMBER,  # its value in dollars
    QuestionKind.CHOICE: Kind.TEXT,  # the key of the choice
    QuestionKind.TEXT: Kind.TEXT,
    QuestionKind.DATE: Kind.DATE,
}


@dataclass(frozen=True, slots=True)
class Case:
    slug: str
    name: str
    court: str
    number: str
    time_zone: str
    class_size: int
    languages: tuple[str, ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The court's days. `settlement.terms.calendar` says what they mean as moments."""

    notice: date
    claims_open: date
    claims_close: date
    opt_out_close: date
    objection_close: date
    fee_petition: date
    final_hearing: date
    cure_days: int
    appeal_days: int
    payment_change_days: int
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Deduction:
    """percent_of_gross is None where the file states an amount; `cents` stands either way."""

    key: str
    title: str
    cents: int
    percent_of_gross: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Fund:
    gross_cents: int
    deductions: tuple[Deduction, ...]

    @property
    def deducted_cents(self) -> int:
        return sum(deduction.cents for deduction in self.deductions)

    @property
    def net_cents(self) -> int:
        return self.gross_cents - self.deducted_cents


@dataclass(frozen=True, slots=True)
class RosterTerms:
    """flags keep the file's order: a stored member's flags are numbered by it."""

    identifiers: tuple[Identifier, ...]
    flags: tuple[str, ...]
    fold_gmail: bool


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: Mapping[str, str]

    def label_in(self, language: str) -> str:
        return in_language(self.label, language)


@dataclass(frozen=True, slots=True)
class Question:
    """min and max: whole numbers for an integer, whole cents for money, None for other kinds."""

    key: str
    kind: QuestionKind
    label: Mapping[str, str]
    required: bool
    roster_flag: str | None
    min: int | None
    max: int | None
    choices: tuple[Choice, ...]
    evidence: bool
    show_if: Expression | None

    def label_in(self, language: str) -> str:
        return in_language(self.label, language)

    def choice_in(self, language: str, key: str) -> str:
        """What a choice is called; the key as it is where these terms have no such choice."""
        labels = {choice.key: choice.label_in(language) for choice in self.choices}
        return labels.get(key, key)


@dataclass(frozen=True, slots=True)
class Tranche:
    """Exactly one of `points` and `amount` is set; `scale` is None for points."""

    key: str
    applies_if: Expression
    points: Expression | None
    amount: Expression | None
    scale: Scale | None
    max_scale: Fraction | None
    cap_per_claim_cents: int | None
    cap_per_point_cents: int | None
    minimum_cents: int | None
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Pool:
    """amount_cents is None for the one pool that takes the rest: see Terms.pool_cents."""

    key: str
    title: str
    amount_cents: int | None
    tranches: tuple[Tranche, ...]


@dataclass(frozen=True, slots=True)
class CyPres:
    name: str
    percent: Fraction


@dataclass(frozen=True, slots=True)
class Residual:
    """reserve_cents: kept out of the first distribution, and there for those after it."""

    steps: tuple[ResidualStep, ...]
    second_distribution_minimum_cents: int | None
    cy_pres: tuple[CyPres, ...]
    reserve_cents: int = 0


@dataclass(frozen=True, slots=True)
class Payment:
    methods: tuple[PaymentMethod, ...]
    default: PaymentMethod
    check_void_days: int


@dataclass(frozen=True, slots=True)
class Terms:
    """One settlement file, checked."""

    version: int
    case: Case
    calendar: Calendar
    fund: Fund
    roster: RosterTerms
    questions: tuple[Question, ...]
    pools: tuple[Pool, ...]
    residual: Residual
    payment: Payment

    @property
    def languages(self) -> tuple[str, ...]:
        return self.case.languages

    @property
    def net_cents(self) -> int:
        return self.fund.net_cents

    def question(self, key: str) -> Question:
        """The question with this key; KeyError where there is none."""
        return {question.key: question for question in self.questions}[key]

    @property
    def plan(self) -> tuple[Expression, ...]:
        """Every expression that decides what a claim is worth."""
        return tuple(
            expression
            for pool in self.pools
            for tranche in pool.tranches
            for expression in (tranche.applies_if, tranche.points, tranche.amount)
            if expression is not None
        )

    @property
    def read_by_plan(self) -> frozenset[str]:
        """The questions and flags, and perhaps "paper", that decide what a claim is worth."""
        return frozenset().union(*(expression.names for expression in self.plan))

    def pool_cents(self, pool: Pool) -> int:
        """What a pool has for the first distribution: its amount, or for the open pool what the
        others and the reserve leave of the net fund."""
        if pool.amount_cents is not None:
            return pool.amount_cents
        divided_cents = self.net_cents - self.residual.reserve_cents
        return divided_cents - sum(each.amount_cents or 0 for each in self.pools)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in a language such as "es" or "es-mx"; in the file's first where it has none."""
    return texts.get(language.split("-")[0].lower()) or next(iter(texts.values()))
