// Looks again without loading the page anew: who waits is led in, and who leads the meeting sees
// who knocks.
"use strict";
const EVERY_MS = 3000;
let watched = document.querySelector("[data-watch]");
const look = async () => {
  try {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect")
      return location.reload();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-watch]");
    if (!now)
      return location.reload();
    if (now.dataset.watch !== watched.dataset.watch) {
      watched.replaceWith(document.adoptNode(now));
      watched = now;
      document.title = page.title;
    }
  } catch {
    // Not to be reached just now: the next look may.
  }
  setTimeout(look, EVERY_MS);
};
if (watched)
  setTimeout(look, EVERY_MS);
