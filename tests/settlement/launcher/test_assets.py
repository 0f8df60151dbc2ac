import gettext
import os

from settlement.launcher.assets import compile_messages, is_older


def write_translation(folder, text):
    source = folder / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        f'msgid "Claim"\nmsgstr "{text}"\n'
    )
    return source


def read_translation(folder):
    return gettext.translation("django", folder, ["es"]).gettext("Claim")


def test_translations_are_compiled_when_they_are_newer(tmp_path):
    source = write_translation(tmp_path, "Solicitud")
    compile_messages(tmp_path)
    assert read_translation(tmp_path) == "Solicitud"

    write_translation(tmp_path, "Reclamación")
    os.utime(source, (2**31, 2**31))
    compile_messages(tmp_path)

    compiled = source.with_suffix(".mo")
    assert "Reclamación".encode() in compiled.read_bytes()


def test_what_is_missing_is_older_than_its_source(tmp_path):
    source = tmp_path / "source"
    source.touch()

    assert is_older(tmp_path / "missing", source)
    assert not is_older(source, source)
