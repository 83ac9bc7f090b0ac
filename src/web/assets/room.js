// The room in a frame of the video server, by Jitsi's IFrame API; what happens in it is told to
// the service.
"use strict";
const RETRY_MS = 3000, MOST_UNTOLD = 500;
const room = document.querySelector("#room"), form = document.querySelector("form");
const here = document.querySelector("[data-here]"), count = document.querySelector("[data-count]");
const over = document.querySelector("[data-over]"), end = document.querySelector("[data-end]");
const facts = room.dataset, leads = end !== null;
const people = new Map();
let me = "";

// One after the other, so that they arrive in order; what could not be sent is sent again.
const untold = [];
let telling = false;
const send = async () => {
  telling = true;
  while (untold.length) {
    const answer = await fetch(form.action, { method: "POST", body: untold[0], keepalive: true })
      .catch(() => null);
    if (answer && answer.status < 500 && answer.status !== 429)
      untold.shift();
    else
      await new Promise((go) => setTimeout(go, RETRY_MS));
  }
  telling = false;
};
const told = (what, id, more) => {
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries({ what, id, ...more }))
    body.set(name, value);
  return body;
};
const tell = (what, id, more = {}) => {
  if (!id || untold.length >= MOST_UNTOLD)
    return;
  untold.push(told(what, id, more));
  if (!telling)
    send();
};

const show = () => {
  here.replaceChildren(...[...people.values()].map(({ name, hand }) => {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = hand ? name + " (hand raised)" : name;
    return item;
  }));
  count.textContent = people.size;
};

const leave = () => {
  tell("left", me);
  me = "";
  people.clear();
  show();
};

const open = () => {
  const api = new JitsiMeetExternalAPI(facts.host, {
    roomName: facts.room,
    parentNode: room,
    width: "100%",
    height: "100%",
    jwt: facts.token,
    userInfo: { displayName: facts.name || "", email: facts.address || "" },
    configOverwrite: { subject: facts.title, prejoinConfig: { enabled: false } },
  });
  const on = (name, does) => api.addListener(name, does);
  on("videoConferenceJoined", async ({ id, displayName }) => {
    me = id;
    people.set(id, { name: displayName || facts.name || "You" });
    show();
    tell("joined", id);
    const muted = await api.isAudioMuted?.(), dark = await api.isVideoMuted?.();
    if (muted !== undefined)
      tell("microphone", me, { on: !muted });
    if (dark !== undefined)
      tell("camera", me, { on: !dark });
  });
  on("participantJoined", ({ id, displayName }) => {
    people.set(id, { name: displayName || "Somebody" });
    show();
    if (leads)
      tell("participant-joined", id, { name: displayName || "" });
  });
  on("participantLeft", ({ id }) => {
    people.delete(id);
    show();
    if (leads)
      tell("participant-left", id);
  });
  on("audioMuteStatusChanged", ({ muted }) => tell("microphone", me, { on: !muted }));
  on("videoMuteStatusChanged", ({ muted }) => tell("camera", me, { on: !muted }));
  on("screenSharingStatusChanged", (said) => tell("screen", me, { on: said.on }));
  on("recordingStatusChanged", (said) => tell("recording", me, { on: said.on }));
  on("raiseHandUpdated", ({ id, handRaised }) => {
    const hand = Boolean(handRaised);
    if (people.has(id))
      people.get(id).hand = hand;
    show();
    if (id === me || leads)
      tell(id === me ? "hand" : "participant-hand", id, { on: hand });
  });
  on("videoConferenceLeft", leave);
  on("readyToClose", () => {
    leave();
    api.dispose();
    document.querySelector("header details").remove();
    end?.remove();
    room.hidden = true;
    over.hidden = false;
  });
  end?.addEventListener("click", () => {
    if (!confirm("End the meeting for everybody?"))
      return;
    tell("ended", me);
    api.executeCommand("endConference");
  });
};

const left = document.querySelector("[data-ends-in]");
const ends = performance.now() + Number(left.dataset.endsIn) * 1000;
const tick = () => {
  const minutes = Math.ceil((ends - performance.now()) / 60000);
  left.textContent = minutes > 0 ? minutes + " min left" : -minutes + " min over time";
  setTimeout(tick, 5000);
};
tick();
// The page goes without asking: this alone is still sent.
addEventListener("pagehide", () => {
  if (me)
    navigator.sendBeacon(form.action, told("left", me));
  me = "";
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted)
    location.reload();
});
if (typeof JitsiMeetExternalAPI === "function")
  open();
else
  room.textContent = "The video server cannot be reached. Load the page again in a minute.";
