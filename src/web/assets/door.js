// Times in the visitor's own zone, and a door that opens by itself.
"use strict";
const own = Intl.DateTimeFormat().resolvedOptions();
const form = new Intl.DateTimeFormat(undefined, {
  weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric",
  minute: "2-digit", timeZoneName: "short",
});
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = (date) => date.toDateString();
for (const time of document.querySelectorAll("time[datetime]")) {
  const start = new Date(time.dateTime), end = new Date(time.dataset.end ?? time.dateTime);
  if (isNaN(start) || isNaN(end))
    continue;
  time.lang = own.locale;
  if (time.dataset.beside && day(start) === day(new Date(time.dataset.beside))) {
    time.textContent = clock.format(start);
    continue;
  }
  time.textContent = (start < end ? form.formatRange(start, end) : form.format(start)) +
    " (" + own.timeZone.replaceAll("_", " ") + ")";
}
const count = document.querySelector("[data-opens-in]");
if (count) {
  // By the server's clock: the visitor's may be wrong. What counts stands still while a computer
  // sleeps, so its clock is looked at, too.
  const wait = Number(count.dataset.opensIn) * 1000, since = performance.now(), then = Date.now();
  const two = (n) => String(n).padStart(2, "0");
  const tick = () => {
    const gone = Math.max(performance.now() - since, Date.now() - then);
    const left = Math.max(0, Math.ceil((wait - gone) / 1000)), days = Math.floor(left / 86400);
    count.textContent = (days ? days + (days === 1 ? " day " : " days ") : "") +
      two(Math.floor(left / 3600) % 24) + ":" + two(Math.floor(left / 60) % 60) + ":" +
      two(left % 60);
    if (left === 0)
      location.reload();
    else
      setTimeout(tick, 1000 - (Date.now() % 1000));
  };
  count.parentElement.hidden = false;
  tick();
}
