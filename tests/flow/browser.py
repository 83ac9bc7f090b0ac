"""A browser without scripts, and the links that mails hold."""
import html
import http.cookies
import re
import urllib.error
import urllib.parse
import urllib.request

from world import NoRedirect

SITE = "https://calendar.example.org"
LINK = SITE + r"/(j|r)/([a-z2-7]{26})/([a-z2-7]{26})"


def links_in(mail):
    """{"j": link to enter by, "accept": ...}"""
    plain = mail.get_body(("plain",)).get_content()
    return {match[4] or match[1]: match[0]
            for match in re.finditer(LINK + r"(?:/(\w+))?(?:\?[^\s]*)?", plain)}


class Browser:
    """Keeps cookies, sends forms, says where they come from; runs no scripts."""

    def __init__(self, service):
        self.base = f"http://127.0.0.1:{service.port}"
        self.cookies = {}

    def open(self, path, fields=None, **headers):
        """Status, headers, text; path: of ours, with SITE in front or without."""
        headers = {k.replace("_", "-"): v for k, v in headers.items()}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        body = None if fields is None else urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.base + path.removeprefix(SITE), data=body,
                                         headers=headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
        try:
            answer = opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            for line in answer.headers.get_all("Set-Cookie", []):
                for name, morsel in http.cookies.SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            return answer.status, answer.headers, answer.read().decode()

    def fields(self, page):
        return {html.unescape(n): html.unescape(v) for n, v in re.findall(
            r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)}

    def press(self, path, answer=None, **more):
        """Loads the page, fills its form in and sends it; follows to where that leads."""
        status, _, page = self.open(path)
        assert status == 200, (status, page)
        fields = dict(self.fields(page), **more)
        if answer:
            fields["answer"] = answer
        status, headers, page = self.open(path, fields, Sec_Fetch_Site="same-origin")
        if status == 303:
            return self.open(headers["Location"])
        return status, headers, page
