"""The roots, a claimant's proof and its check, through HTTP."""

import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from claims.filing import access
from claims.filing.models import Claim
from payouts.allocation.models import Award, Run
from payouts.auditpack import services, tasks, verify
from payouts.auditpack.models import AwardBlock, AwardTree
from settlement.accounts.models import User
from settlement.audit.models import Event
from settlement.terms.models import Settlement
from tests import make
from tests.make import NOW
from tests.payouts import paying
from tests.payouts.auditpack import packed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def claim(settlement: Settlement) -> Claim:
    return paying.approved_claim(settlement)


@pytest.fixture
def stranger(settlement: Settlement) -> Claim:
    """Somebody whose claim is in no run."""
    return paying.approved_claim(settlement)


@pytest.fixture
def run(claim: Claim, stranger: Claim) -> Run:
    """An approved run of three claims, its tree made by the beat."""
    paying.fund(claim.settlement)
    others = [paying.approved_claim(claim.settlement) for _each in range(2)]
    awards = {claim: 2_784, others[0]: 16_704, others[1]: 0}
    made = paying.run_over(awards, maker=make.user(), approver=make.user())
    paying.without_triggers("payouts_run")
    Run.objects.filter(pk=made.pk).update(snapshot_sha256="ab" * 32, claims=3, closed_at=NOW)
    tasks.plant_due()
    made.refresh_from_db()
    return made


def opened(client: Client, claim: Claim) -> Client:
    sent = {"number": claim.number, "code": access.code_of(claim)}
    client.post(reverse("portal-status", args=[claim.settlement.slug]), sent)
    return client


def mine(claim: Claim, page: str = "proof-mine", *more: object) -> str:
    return reverse(page, args=[claim.settlement.slug, claim.public_id, *more])


def proof(client: Client, claim: Claim, run: Run) -> str:
    response = opened(client, claim).get(mine(claim, "proof-mine-file", run.number))
    assert response.status_code == 200
    return response.content.decode()


def check(client: Client, text: str, **sent: Any) -> Any:
    return client.post(reverse("proof-check", args=["small"]), {"pasted": text} | sent)


def test_a_claimant_saves_a_proof_that_the_page_and_the_verifier_accept(
    client: Client, claim: Claim, run: Run
) -> None:
    text = proof(client, claim, run)

    response = check(Client(), text)

    assert response.status_code == 200
    told = " ".join(response.content.decode().split())
    assert f"The award of $27.84 to claim {claim.number} is in run 1, whose 3 awards sum" in told
    assert "sum to $194.88." in told
    root = AwardTree.objects.get(run=run).root
    assert verify.check_proof(json.loads(text), root)["cents"] == 2_784


@pytest.mark.parametrize("letters", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_proof_may_come_as_a_file(client: Client, claim: Claim, run: Run, letters: str) -> None:
    """Windows marks text files at their start, and PowerShell writes two bytes a letter."""
    file = SimpleUploadedFile("proof.json", proof(client, claim, run).encode(letters))

    response = check(Client(), "", file=file)

    assert response.status_code == 200
    assert "The award of $27.84" in response.content.decode()


def test_the_claimants_page_shows_amount_sum_and_root(
    client: Client, claim: Claim, run: Run
) -> None:
    body = opened(client, claim).get(mine(claim)).content.decode()

    for shown in ("$27.84", "$194.88", AwardTree.objects.get(run=run).root):
        assert shown in body


def test_a_stranger_sees_no_proof(client: Client, claim: Claim, stranger: Claim, run: Run) -> None:
    opened(client, stranger)

    assert client.get(mine(claim)).status_code == 404
    assert client.get(mine(claim, "proof-mine-file", 1)).status_code == 404


def test_who_is_in_no_run_is_told_so(client: Client, stranger: Claim, run: Run) -> None:
    opened(client, stranger)

    assert "There is no proof yet" in client.get(mine(stranger)).content.decode()
    assert client.get(mine(stranger, "proof-mine-file", 1)).status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cents": 2_785}, "do not add up to the sum"),
        ({"claim": "AAAA-AAAA-AAA"}, "does not lead to the root"),
        ({"run": 2}, "does not lead to the root"),
        ({"root": "00" * 32}, "does not lead to the root"),
        ({"place": 9}, "This is not a whole proof"),
        ({"more": 1}, "This is not a whole proof"),
    ],
)
def test_the_step_that_fails_is_told(
    client: Client, claim: Claim, run: Run, change: dict[str, object], said: str
) -> None:
    altered = json.loads(proof(client, claim, run)) | change

    response = check(client, json.dumps(altered))

    assert response.status_code == 422
    body = " ".join(response.content.decode().split())
    assert said in body
    assert "The award of" not in body


def test_a_proof_of_a_run_that_is_not_approved_any_more_is_told_so(
    client: Client, claim: Claim, run: Run
) -> None:
    text = proof(client, claim, run)
    Run.objects.filter(pk=run.pk).update(status="superseded")

    body = check(client, text).content.decode()

    assert "its root is not published here" in body
    assert "None yet." in body


@pytest.mark.parametrize("text", ["", "x" * 20_001, "{", "\x00", "[" * 20_000])
def test_bad_input_is_answered_politely(client: Client, run: Run, text: str) -> None:
    assert check(client, text).status_code == 422


def test_a_file_that_is_too_large_or_empty_is_told_so(client: Client, run: Run) -> None:
    large = check(client, "", file=SimpleUploadedFile("p.json", b"x" * 20_001))
    empty = check(client, "", file=SimpleUploadedFile("p.json", b""))

    assert "larger than a proof can be" in large.content.decode()
    assert "This file is empty" in empty.content.decode()


def test_the_roots_of_approved_runs_are_listed_with_date_and_sums(client: Client, run: Run) -> None:
    body = client.get(reverse("proof-check", args=["small"])).content.decode()

    for shown in (AwardTree.objects.get(run=run).root, "$194.88", "November 24, 2026"):
        assert shown in body


def test_the_pages_speak_spanish(client: Client, claim: Claim, run: Run) -> None:
    opened(client, claim)
    client.cookies["django_language"] = "es"

    assert "Prueba de su monto" in client.get(mine(claim)).content.decode()
    assert "Verifique una prueba" in client.get(
        reverse("proof-check", args=["small"])
    ).content.decode()  # fmt: skip


def test_altered_awards_are_not_proven(client: Client, claim: Claim, run: Run) -> None:
    paying.without_triggers("payouts_award")
    Award.objects.filter(run=run, cents=0).update(cents=5)

    assert opened(client, claim).get(mine(claim)).status_code == 409


def test_a_root_over_altered_awards_is_not_published(
    client: Client, claim: Claim, settlement: Settlement
) -> None:
    paying.fund(settlement)
    made = paying.run_over({claim: 2_784}, maker=make.user(), approver=make.user())
    paying.without_triggers("payouts_award")
    Award.objects.filter(run=made).update(cents=2_785)

    services.plant(made)

    assert not services.published(settlement).exists()


def test_a_tree_is_made_once_and_never_changes(run: Run) -> None:
    tree = services.plant(run)
    tasks.plant_due()

    assert AwardTree.objects.get() == tree
    for change in (
        lambda: AwardTree.objects.update(root="0" * 64),
        lambda: AwardBlock.objects.all().delete(),
        lambda: AwardBlock.objects.create(run=run, number=9, first="Z", hash=b"", sum_cents=0),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_proofs_come_out_of_any_block(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payouts.auditpack.tree.BLOCK", 2)
    monkeypatch.setattr("payouts.auditpack.services.BLOCK", 2)
    paying.fund(claim.settlement)
    claims = [claim, *(paying.approved_claim(claim.settlement) for _each in range(6))]
    made = paying.run_over(
        {each: 100 + place for place, each in enumerate(claims)},
        maker=make.user(),
        approver=make.user(),
    )
    paying.without_triggers("payouts_run")
    Run.objects.filter(pk=made.pk).update(snapshot_sha256="ab" * 32)
    tree = services.plant(Run.objects.get(pk=made.pk))
    tree = AwardTree.objects.select_related("run__settlement").get(pk=tree.pk)

    assert AwardBlock.objects.count() == 4
    for place, each in enumerate(claims):
        found = services.proof_of(tree, claim=each.number)
        assert found is not None
        assert verify.check_proof(json.loads(found.as_text()), tree.root)["cents"] == 100 + place
    assert services.proof_of(tree, claim="0000-0000-000") is None
    assert services.proof_of(tree, claim="ZZZZ-ZZZZ-ZZZ") is None


@pytest.mark.parametrize("role", ["counsel", "auditor", "finance maker", "finance approver"])
def test_who_may_takes_the_pack_as_one_file(client: Client, run: Run, role: str) -> None:
    user = make.user(role)
    client.force_login(user)

    response = client.get(reverse("run-pack", args=[run.public_id]))

    data = response.getvalue()
    archive = zipfile.ZipFile(io.BytesIO(data))
    folder = "small-run-1-audit-pack"
    assert archive.testzip() is None
    manifest = json.loads(archive.read(f"{folder}/manifest.json"))
    for name, listed in manifest["files"].items():
        assert sha256(archive.read(f"{folder}/{name}")).hexdigest() == listed["sha256"]
    event = Event.objects.get(kind="run.packed")
    assert (event.actor, event.data["as"]) == (user, "zip")


def test_the_zip_is_the_folder(client: Client, run: Run, tmp_path: Path) -> None:
    client.force_login(make.user("counsel"))
    response = client.get(reverse("run-pack", args=[run.public_id]))
    data = response.getvalue()

    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path)

    written = packed.written(run, tmp_path / "folder")
    for path in written.iterdir():
        zipped = tmp_path / "small-run-1-audit-pack" / path.name
        assert zipped.read_bytes() == path.read_bytes()


def test_others_do_not(client: Client, run: Run, alice: User) -> None:
    client.force_login(make.user("reviewer"))

    assert client.get(reverse("run-pack", args=[run.public_id])).status_code == 403
    assert not Event.objects.filter(kind="run.packed").exists()


def test_the_runs_page_offers_the_pack(client: Client, run: Run) -> None:
    client.force_login(make.user("counsel"))

    body = client.get(reverse("run-page", args=[run.public_id])).content.decode()

    assert reverse("run-pack", args=[run.public_id]) in body
