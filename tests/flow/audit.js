// What a page does wrong to those who see little, hear it read to them or have no mouse; a list.
(() => {
  const faults = [], all = (s) => [...document.querySelectorAll(s)];
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest("[hidden]");
  const say = (what, e) => faults.push(what + (e ? ": " + e.outerHTML.slice(0, 120) : ""));
  if (!document.documentElement.lang) say("no language");
  if (!document.title.trim()) say("no title");
  if (all("main").length !== 1) say("not one main");
  if (all("h1").length !== 1) say("not one h1");
  let level = 0;
  for (const h of all("h1, h2, h3, h4").filter(seen)) {
    if (Number(h.tagName[1]) > level + 1) say("a level of headings is left out", h);
    level = Number(h.tagName[1]);
  }
  for (const e of all("input:not([type=hidden]), textarea, select, meter").filter(seen))
    if (!e.labels?.length && !e.ariaLabel) say("no label", e);
  for (const e of all("button, a[href], summary").filter(seen))
    if (!(e.ariaLabel || e.textContent).trim()) say("no name", e);
  const ids = all("[id]").map((e) => e.id);
  if (new Set(ids).size !== ids.length) say("an id stands twice");
  for (const e of all("button, .button, input:not([type=hidden]), summary").filter(seen)) {
    const box = e.getBoundingClientRect();
    if (box.height < 24 || box.width < 24) say("hard to hit", e);
  }
  if (document.documentElement.scrollWidth > Math.min(innerWidth, screen.width))
    say("wider than the window");

  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const v = c[i] / 255;
    return sum + weight * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  }, 0);
  const behind = (e) => {
    for (; e; e = e.parentElement) {
      const c = channels(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const e = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !seen(e) || e.closest("noscript, script")) continue;
    const style = getComputedStyle(e);
    const pair = [light(channels(style.color)), light(behind(e))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5))
      say("contrast of " + ratio.toFixed(1), e);
  }
  return faults;
})()
