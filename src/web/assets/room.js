// The room in a frame of the video server, by Jitsi's IFrame API; what happens in it is told to
// the service.
"use strict";
const room = document.querySelector("#room"), form = document.querySelector("form");
const here = document.querySelector("[data-here]"), count = document.querySelector("[data-count]");
const over = document.querySelector("[data-over]"), end = document.querySelector("[data-end]");
const facts = room.dataset;
const people = new Map();
let me = "";

const tell = (what, id, on) => {
  const body = new URLSearchParams(new FormData(form));
  body.set("what", what);
  body.set("id", id || me || "unknown");
  body.set("on", String(Boolean(on)));
  fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
};

const show = () => {
  here.replaceChildren(...[...people.values()].map((name) => {
    const item = document.createElement("li");
    item.textContent = name;
    return item;
  }));
  count.textContent = people.size;
};

const leave = () => {
  if (!me)
    return;
  tell("left", me, false);
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
  on("videoConferenceJoined", ({ id, displayName }) => {
    me = id;
    people.set(id, displayName || facts.name || "You");
    show();
    tell("joined", id, true);
  });
  on("participantJoined", ({ id, displayName }) => {
    people.set(id, displayName || "Somebody");
    show();
    tell("participant-joined", id, true);
  });
  on("participantLeft", ({ id }) => {
    people.delete(id);
    show();
    tell("participant-left", id, false);
  });
  on("audioMuteStatusChanged", ({ muted }) => tell("microphone", me, !muted));
  on("videoMuteStatusChanged", ({ muted }) => tell("camera", me, !muted));
  on("screenSharingStatusChanged", ({ on: shares }) => tell("screen", me, shares));
  on("raiseHandUpdated", ({ id, handRaised }) => tell("hand", id, handRaised));
  on("recordingStatusChanged", ({ on: records }) => tell("recording", me, records));
  on("videoConferenceLeft", leave);
  on("readyToClose", () => {
    leave();
    api.dispose();
    room.hidden = true;
    over.hidden = false;
  });
  if (end)
    end.addEventListener("click", () => {
      if (confirm("End the meeting for everybody?"))
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
addEventListener("pagehide", leave);
if (typeof JitsiMeetExternalAPI === "function")
  open();
else
  room.textContent = "The video server cannot be reached. Load the page again in a minute.";
