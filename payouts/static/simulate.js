// A slider beside each number that names its step in data-slider. Without script the numbers and
// their button do the same.
for (const number of document.querySelectorAll("input[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "what-if-slider";
  slider.min = number.min;
  slider.max = number.max;
  slider.step = number.dataset.slider;
  slider.value = number.value;
  slider.setAttribute("aria-label", `${number.labels[0]?.textContent.trim()}, slider`);
  slider.addEventListener("input", (event) => {
    event.stopPropagation(); // the form hears of it from the number
    number.value = slider.value;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  });
  number.addEventListener("input", () => {
    slider.value = number.value;
  });
  number.after(slider);
}

// What is wrong is shown where the result stands.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) {
    event.detail.shouldSwap = true;
  }
});
