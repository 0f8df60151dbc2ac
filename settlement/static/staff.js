// Keys for those who live here all day. A link, button or choice names its key in data-key and
// shows it in a <kbd>; "?" lists them, and there they can be turned off. Everything works without.

(() => {
  const dialog = document.getElementById("keys");
  const opener = document.querySelector("[data-keys-open]");
  const toggle = document.querySelector("[data-keys-on]");
  const stored = "prorata keys are off";
  if (!dialog || !opener) {
    return;
  }

  const areOn = () => localStorage.getItem(stored) === null;
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  toggle.checked = areOn();
  toggle.addEventListener("change", () => {
    if (toggle.checked) {
      localStorage.removeItem(stored);
    } else {
      localStorage.setItem(stored, "yes");
    }
  });

  const takesText = (element) =>
    element.matches("select, textarea, input:not([type=radio], [type=checkbox])");

  // A link is followed and a harmless button pressed; any other control is only gone to, so that
  // no single key decides anything.
  const goTo = (element) => {
    if (element.matches("a, [type=radio]")) {
      element.click();
    } else if (element.matches("[data-key-presses]")) {
      element.form.requestSubmit(element);
      return;
    }
    element.focus();
    element.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    const withOthers = event.ctrlKey || event.metaKey || event.altKey;
    if (withOthers || dialog.open || !areOn() || takesText(event.target)) {
      return;
    }
    const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (event.key === "?") {
      dialog.showModal();
    } else if (element) {
      goTo(element);
    } else {
      return;
    }
    event.preventDefault();
  });
})();
