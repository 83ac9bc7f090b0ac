"""A Chromium without a screen, by the DevTools protocol over pipes. Cameras and microphones are
made up."""
import base64
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

CHROMIUM = shutil.which("chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
         "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
         "--disable-background-networking", "--disable-component-update",
         "--autoplay-policy=no-user-gesture-required", "--disable-dev-shm-usage"]


class Chromium:
    def __init__(self, *flags):
        self.at = tempfile.mkdtemp(prefix="convoke-chromium-")
        to_read, self.to = os.pipe()
        self.come, from_write = os.pipe()

        def take():  # the protocol is spoken on these two
            read, write = os.dup(to_read), os.dup(from_write)
            os.dup2(read, 3)
            os.dup2(write, 4)

        self.process = subprocess.Popen(
            [CHROMIUM, *FLAGS, *flags, f"--user-data-dir={self.at}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=take,
            close_fds=False, env=dict(os.environ, HOME=self.at))
        os.close(to_read)
        os.close(from_write)
        self.numbers = itertools.count(1)
        self.waiting = b""
        self.said = []  # what pages wrote to their consoles, and what the policy refused

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.come)
        shutil.rmtree(self.at, ignore_errors=True)

    def message(self):
        while b"\0" not in self.waiting:
            piece = os.read(self.come, 1 << 20)
            if not piece:
                raise AssertionError("Chromium has ended")
            self.waiting += piece
        one, self.waiting = self.waiting.split(b"\0", 1)
        return json.loads(one)

    def ask(self, method, session=None, **params):
        number = next(self.numbers)
        call = {"id": number, "method": method, "params": params}
        if session:
            call["sessionId"] = session
        os.write(self.to, json.dumps(call).encode() + b"\0")
        while True:
            got = self.message()
            if got.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown"):
                self.said.append(json.dumps(got["params"]))
            if got.get("id") == number:
                assert "error" not in got, f"{method}: {got['error']}"
                return got["result"]

    def page(self):
        return Page(self)


class Page:
    """A tab; context: the cookies that it shares with others, or new ones."""

    def __init__(self, browser, context=None):
        self.browser = browser
        self.context = context or browser.ask("Target.createBrowserContext")["browserContextId"]
        target = browser.ask("Target.createTarget", url="about:blank",
                             browserContextId=self.context)
        self.session = browser.ask("Target.attachToTarget", targetId=target["targetId"],
                                   flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method, **params):
        return self.browser.ask(method, self.session, **params)

    def beside(self):
        """Another tab of the same browser."""
        return Page(self.browser, self.context)

    def go(self, url):
        self.ask("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def run(self, script):
        """The value of a JavaScript expression; promises are waited for."""
        got = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True,
                       userGesture=True)
        assert "exceptionDetails" not in got, f"{script}: {got['exceptionDetails']}"
        return got["result"].get("value")

    def until(self, script, within=60):
        """Waits until it is true; pages on their way are asked again."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            try:
                if value := self.run(script):
                    return value
            except AssertionError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"never: {script}\n{self.run('document.documentElement.outerHTML')}\n"
                             + "\n".join(self.browser.said))

    def text(self):
        return self.run("document.body.innerText")

    def look(self, width, dark=False):
        """As wide as that, in light or dark colours."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=800,
                 screenWidth=width, screenHeight=800, deviceScaleFactor=1, mobile=width < 600)
        self.ask("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def scripts(self, run):
        """Whether pages that are opened from now on may run theirs."""
        self.ask("Emulation.setScriptExecutionDisabled", value=not run)

    def picture(self, path):
        """All of the page, however long."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        got = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                       clip=dict(size, scale=1))
        pathlib.Path(path).write_bytes(base64.b64decode(got["data"]))
