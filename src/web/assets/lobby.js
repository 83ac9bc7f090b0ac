// Camera and microphone before the room: asked for when the visitor wants to see them, given back
// when he goes on.
"use strict";
const box = document.querySelector("[data-test]");
const video = box.querySelector("video"), meter = box.querySelector("meter");
const sound = box.querySelector("label");
const said = box.querySelector("[role=status]"), button = box.querySelector("button");
let stream;

const show = () => {
  const context = new AudioContext(), ear = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(ear);
  const samples = new Float32Array(ear.fftSize);
  const tick = () => {
    if (!stream)
      return;
    ear.getFloatTimeDomainData(samples);
    let sum = 0;
    for (const s of samples)
      sum += s * s;
    // Of what is heard in a quiet room to loud speech: -60 dB to 0.
    const level = 1 + 20 * Math.log10(Math.max(1e-6, Math.sqrt(sum / samples.length))) / 60;
    meter.value = Math.min(1, Math.max(0, level));
    if (meter.value > 0.2)
      box.dataset.heard = "yes";
    requestAnimationFrame(tick);
  };
  tick();
};

const why = (error) => ({
  NotAllowedError: "The browser does not allow it: look at the permissions of this page.",
  NotFoundError: "No camera or microphone was found.",
  NotReadableError: "Another program uses the camera or the microphone.",
}[error.name] || "It does not work: " + error.name + ".");

const test = async () => {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true })
      .catch((error) => {
        if (error.name !== "NotFoundError")
          throw error;
        return navigator.mediaDevices.getUserMedia({ audio: true });
      });
    const picture = stream.getVideoTracks().length > 0;
    video.srcObject = stream;
    video.hidden = !picture;
    sound.hidden = false;
    show();
    said.textContent = picture ? "Do you see yourself? Say something: the bar has to move."
                               : "No camera was found. Say something: the bar has to move.";
    box.dataset.works = "yes";
    button.hidden = true;
  } catch (error) {
    said.textContent = why(error);
  }
};

const stop = () => {
  for (const track of stream ? stream.getTracks() : [])
    track.stop();
  stream = null;
};

if (navigator.mediaDevices) {
  box.hidden = false;
  button.addEventListener("click", test);
  addEventListener("pagehide", stop);
}
