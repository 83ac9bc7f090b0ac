// Times in the visitor's own zone, and a door that opens by itself.
"use strict";
for (const time of document.querySelectorAll("time[datetime]")) {
  const at = new Date(time.dateTime);
  if (!isNaN(at))
    time.textContent = new Intl.DateTimeFormat(undefined, {
      dateStyle: "full", timeStyle: "short",
    }).format(at) + " (" + Intl.DateTimeFormat().resolvedOptions().timeZone + ")";
}
const count = document.querySelector("[data-opens-in]");
if (count) {
  // By the server's clock: the visitor's may be wrong.
  const opens = performance.now() + Number(count.dataset.opensIn) * 1000;
  const two = (n) => String(n).padStart(2, "0");
  const tick = () => {
    const left = Math.max(0, Math.ceil((opens - performance.now()) / 1000));
    const days = Math.floor(left / 86400);
    count.textContent = (days ? days + " d " : "") + two(Math.floor(left / 3600) % 24) + ":" +
      two(Math.floor(left / 60) % 60) + ":" + two(left % 60);
    if (left === 0)
      location.reload();
    else
      setTimeout(tick, 1000 - (Date.now() % 1000));
  };
  tick();
}
