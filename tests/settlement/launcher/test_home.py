from settlement.launcher.home import BASE_DIR, Home, home_of


def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    home = Home(tmp_path / "var")

    first = home.secret("key")

    assert home.secret("key") == first
    assert len(first) >= 40
    assert (home.folder / "secrets" / "key").stat().st_mode & 0o777 == 0o600
    assert (home.folder / "secrets").stat().st_mode & 0o777 == 0o700


def test_two_homes_share_no_secret(tmp_path):
    assert Home(tmp_path / "one").secret("key") != Home(tmp_path / "two").secret("key")


def test_the_home_is_var_unless_the_environment_names_another(tmp_path):
    assert home_of({}).folder == BASE_DIR / "var"
    assert home_of({"PRORATA_VAR": str(tmp_path)}).folder == tmp_path
