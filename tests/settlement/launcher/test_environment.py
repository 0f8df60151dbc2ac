import base64

import pytest

from settlement.errors import Refusal
from settlement.launcher.environment import for_site
from settlement.launcher.home import Home

URLS = {"DATABASE_URL": "postgres://here/prorata", "REDIS_URL": "redis://here/0"}


def test_the_site_gets_urls_and_secrets_of_its_own(tmp_path):
    env = for_site(Home(tmp_path), URLS, {})

    assert env["DATABASE_URL"] == "postgres://here/prorata"
    assert env["PRORATA_ENV"] == "local"
    assert env["PRORATA_VAR"] == str(tmp_path)
    assert len(base64.b64decode(env["PRORATA_MASTER_KEY"])) == 32
    assert len(env["SECRET_KEY"]) >= 50


def test_secrets_stay_the_same_from_start_to_start(tmp_path):
    assert for_site(Home(tmp_path), URLS, {}) == for_site(Home(tmp_path), URLS, {})


def test_what_is_given_is_kept(tmp_path):
    env = for_site(Home(tmp_path), URLS, {"SECRET_KEY": "given", "LANG": "es_PR.UTF-8"})

    assert env["SECRET_KEY"] == "given"
    assert env["LANG"] == "es_PR.UTF-8"


def test_a_site_that_is_not_local_is_refused(tmp_path):
    with pytest.raises(Refusal, match="PRORATA_ENV"):
        for_site(Home(tmp_path), URLS, {"PRORATA_ENV": "production"})
