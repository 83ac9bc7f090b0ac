// Times and days in the visitor's own zone, and links to copy.
"use strict";
const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, {
  weekday: "long", day: "numeric", month: "long", year: "numeric",
});
const locale = time.resolvedOptions().locale;
const days = document.querySelector("[data-days]");
let list, day;
for (const item of [...days.querySelectorAll("li:has(> .when)")]) {
  const when = item.querySelector(".when");
  const start = new Date(when.dataset.start), end = new Date(when.dataset.end);
  const allDay = "allDay" in when.dataset;
  // A date is the same date everywhere: it keeps the heading that it came with.
  const said = allDay ? item.parentNode.previousElementSibling.textContent : full.format(start);
  if (said !== day) {
    const heading = document.createElement("h2");
    heading.textContent = day = said;
    heading.lang = allDay ? "" : locale;
    list = document.createElement("ul");
    list.className = "list";
    days.append(heading, list);
  }
  if (!allDay) {
    when.querySelector("span").textContent = time.formatRange(start, end);
    when.lang = locale;
  }
  list.append(item);
}
for (const old of [...days.querySelectorAll("ul.list")])
  if (!old.childElementCount) {
    old.previousElementSibling.remove();
    old.remove();
  }
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard)
    break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
    button.ariaLabel = button.ariaLabel.replace("Copy link", "Copied");
  });
}
